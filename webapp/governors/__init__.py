"""What governors leave."""
