"""What every package stands on: database, blobs, jobs, people, permissions, audit, settings."""
