"""Makes PDF files locked by each standard handler, as the specification of PDF describes them."""

import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from tests.ingest.reading.making import assembled

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
ID = b"0123456789abcdef"
PERMISSIONS = (-44).to_bytes(4, "little", signed=True)
OWNER = b"of the owner"
_FILE_KEY = bytes(range(32))
_SALTS = (b"validate", b"the keys")
# By handler: V, R, bytes of the key, and what says how streams are locked.
HANDLERS = {
    "RC4-40": (1, 2, 5, b""),
    "RC4-128": (2, 3, 16, b"/Length 128"),
    "AESV2": (4, 4, 16, b"/Length 128/CF<</S<</CFM/AESV2/Length 16>>>>/StmF/S/StrF/S"),
    "AESV3": (5, 6, 32, b"/Length 256/CF<</S<</CFM/AESV3/Length 32>>>>/StmF/S/StrF/S"),
}
_CONTENT = 4


def locked_pdf(handler: str, content: bytes, password: bytes) -> bytes:
    """Make a PDF of one page; without a password everybody may open it, and most programs do."""
    _, revision, length, _ = HANDLERS[handler]
    if revision == HANDLERS["AESV3"][1]:
        key, entries = _FILE_KEY, _entries_of_aesv3(password)
    else:
        key, entries = _entries(revision, length, password)
    stream = _locked(handler, key, content)
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources 5 0 R>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
            b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
        ],
        trailer=_encrypt(handler, entries) + b"/ID[<%s><%s>]" % ((ID.hex().encode(),) * 2),
    )


def _encrypt(handler: str, entries: dict[str, bytes]) -> bytes:
    version, revision, _, more = HANDLERS[handler]
    said = b"".join(b"/%s<%s>" % (k.encode(), v.hex().encode()) for k, v in entries.items())
    head = b"/Filter/Standard/V %d/R %d/P -44" % (version, revision)
    return b"/Encrypt<<%s%s%s>>" % (head, more, said)


def rc4(key: bytes, data: bytes) -> bytes:
    """RC4, which no library of today offers."""
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data).digest()  # noqa: S324 - the format's own


def _many_times(revision: int, digest: bytes, length: int) -> bytes:
    for _ in range(50 if revision >= 3 else 0):
        digest = _md5(digest[:length])
    return digest[:length]


def _rc4_rounds(revision: int, key: bytes, data: bytes) -> bytes:
    for number in range(20 if revision >= 3 else 1):
        data = rc4(bytes(byte ^ number for byte in key), data)
    return data


def _entries(revision: int, length: int, password: bytes) -> tuple[bytes, dict[str, bytes]]:
    padded = (password + PAD)[:32]
    owner_key = _many_times(revision, _md5((OWNER + PAD)[:32]), length)
    owner = _rc4_rounds(revision, owner_key, padded)
    key = _many_times(revision, _md5(padded + owner + PERMISSIONS + ID), length)
    if revision >= 3:
        user = _rc4_rounds(revision, key, _md5(PAD + ID)) + bytes(16)
    else:
        user = rc4(key, PAD)
    return key, {"O": owner, "U": user}


def _entries_of_aesv3(password: bytes) -> dict[str, bytes]:
    validation, keys = _SALTS
    user = _hash(password, validation, b"") + validation + keys
    owner = _hash(OWNER, validation, user) + validation + keys
    perms = PERMISSIONS + b"\xff" * 4 + b"Tadb" + bytes(4)
    return {
        "U": user,
        "UE": _cbc(_hash(password, keys, b""), bytes(16), _FILE_KEY),
        "O": owner,
        "OE": _cbc(_hash(OWNER, keys, user), bytes(16), _FILE_KEY),
        "Perms": _ciphered(Cipher(algorithms.AES(_FILE_KEY), modes.ECB()), perms),  # noqa: S305
    }


def _hash(password: bytes, salt: bytes, user: bytes) -> bytes:
    """Algorithm 2.B of ISO 32000-2."""
    key = hashlib.sha256(password + salt + user).digest()
    number, last = 0, 0
    while number < 64 or last > number - 32:
        locked = _cbc(key[:16], key[16:32], (password + key + user) * 64)
        kind = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(locked[:16]) % 3]
        key, last, number = kind(locked).digest(), locked[-1], number + 1
    return key[:32]


def _cbc(key: bytes, start: bytes, data: bytes) -> bytes:
    return _ciphered(Cipher(algorithms.AES(key), modes.CBC(start)), data)


def _ciphered(cipher: Cipher, data: bytes) -> bytes:
    encryptor = cipher.encryptor()
    return encryptor.update(data) + encryptor.finalize()


def _locked(handler: str, key: bytes, data: bytes) -> bytes:
    if handler == "AESV3":
        return ID + _cbc(key, ID, _padded(data))
    salt = b"sAlT" if handler == "AESV2" else b""
    of_object = _md5(key + _CONTENT.to_bytes(3, "little") + bytes(2) + salt)[: len(key) + 5]
    return ID + _cbc(of_object, ID, _padded(data)) if salt else rc4(of_object, data)


def _padded(data: bytes) -> bytes:
    padder = PKCS7(128).padder()
    return padder.update(data) + padder.finalize()
