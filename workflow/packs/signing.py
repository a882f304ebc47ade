"""The installation's signature: Ed25519, from its secret key, checked with the public key alone."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALGORITHM = "Ed25519"
_PURPOSE = b"careers-evidence: signature of snapshots"
_SEED_BYTES = 32


class Signer:
    """Signs for one installation; every machine with the same secret key signs alike."""

    def __init__(self, secret_key: str) -> None:
        derived = HKDF(SHA256(), _SEED_BYTES, salt=None, info=_PURPOSE).derive(secret_key.encode())
        self._key = Ed25519PrivateKey.from_private_bytes(derived)

    @property
    def public_key(self) -> str:
        """The public key as 64 hexadecimal digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> str:
        """The signature of `data` as 128 hexadecimal digits."""
        return self._key.sign(data).hex()


def is_signed(data: bytes, signature: str, public_key: str) -> bool:
    """Whether `signature` is the one that the holder of `public_key` gave to `data`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
