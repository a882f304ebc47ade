"""What every answer carries to keep browsers safe, and how the session cookie is kept."""

from datetime import timedelta

from flask import Flask, Response, request

from store.settings import Settings

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
YEAR = timedelta(days=365)


def protect(app: Flask, settings: Settings) -> None:
    """Set cookie flags, and headers on every answer."""
    is_https = settings.base_url.startswith("https:")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if is_https else "session",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if is_https:
            age = int(YEAR.total_seconds())
            response.headers["Strict-Transport-Security"] = f"max-age={age}"
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            # What a signed-in person saw must not come back from a shared computer's cache.
            response.headers["Cache-Control"] = "no-store"
        return response
