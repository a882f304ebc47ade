"""The worker as `serve` starts it: `python -m webapp.commands.worker_process`."""

from store.settings import Settings
from webapp import worker
from webapp.services import Services

if __name__ == "__main__":
    worker.run(Services.open(Settings.from_env()))
