"""Help, accessibility, privacy and complaints."""
