"""What a reading process takes from itself before it opens a file; knows nothing of files."""

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from ingest.reading.events import ReadLimits

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
# These three numbers are the same on every architecture that Linux runs on.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
_LANDLOCK_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# Rights of the file system by the version of Landlock that first knew them.
_FILE_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))
_NET_FROM_VERSION = 4
_NET_RIGHTS = 0b11

MEBIBYTE = 1024 * 1024
_OPEN_FILES = 64

NETWORK_NAMESPACE = "no network (namespace)"
LANDLOCK_FILES = "files read-only, programs' folders only (Landlock)"
LANDLOCK_NETWORK = "no TCP (Landlock)"
MEMORY = "memory"
CPU = "CPU seconds"
NO_FILES_WRITTEN = "no file written"
NO_CORE = "no core file"
FEW_FILES = "open files"
NO_PROCESSES = "no new process"
ENDS_WITH_HOST = "ends with its host"


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64), ("handled_access_net", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def leave_the_network() -> bool:
    """Move this process, and all that it forks, to a network of its own without interfaces."""
    if sys.platform != "linux":
        return False
    return any(
        _libc().unshare(flags) == 0 for flags in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET)
    )


def is_off_the_network() -> bool:
    """Tell whether this process sees no network interface but a loopback that is down."""
    try:
        return len(Path("/proc/self/net/route").read_text("ascii").splitlines()) <= 1
    except OSError:
        return False


def set_limits(limits: ReadLimits, cpu_seconds: float) -> list[str]:
    """Limit this process for good, and name the limits that the platform accepted."""
    memory = limits.memory_mb * MEBIBYTE
    seconds = max(1, int(cpu_seconds + 0.999))
    wanted: tuple[tuple[str, int, int, int], ...] = (
        (MEMORY, resource.RLIMIT_AS, memory, memory),
        # The soft limit ends the process; the hard one is there should it ignore that.
        (CPU, resource.RLIMIT_CPU, seconds, seconds + 2),
        (NO_FILES_WRITTEN, resource.RLIMIT_FSIZE, 0, 0),
        (NO_CORE, resource.RLIMIT_CORE, 0, 0),
        (FEW_FILES, resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
        (NO_PROCESSES, resource.RLIMIT_NPROC, 0, 0),
    )
    return [name for name, which, soft, hard in wanted if _limited(which, soft, hard)]


def _limited(which: int, soft: int, hard: int) -> bool:
    try:
        resource.setrlimit(which, (soft, hard))
    except (OSError, ValueError):
        # The platform does not know the limit, or a stricter one is in force already.
        return False
    return True


def end_with_parent() -> bool:
    """Have the kernel end this process when the one that forked it is gone."""
    if sys.platform != "linux":
        return False
    parent = os.getppid()
    _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    return True


@cache
def readable_folders() -> tuple[str, ...]:
    """List what a reader may open by path: Python, its packages, this code, fonts."""
    paths = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    paths |= {str(Path(__file__).resolve().parent.parent), "/usr", "/etc/fonts"}
    folders = sorted(path for path in paths if Path(path).is_dir())
    outermost: list[str] = []
    for folder in folders:
        if not outermost or not Path(folder).is_relative_to(outermost[-1]):
            outermost.append(folder)
    return tuple(outermost)


def close_the_file_system(folders: Sequence[str]) -> list[str]:
    """Leave reading below ``folders`` as all that this process can do with paths (Landlock)."""
    if sys.platform != "linux":
        return []
    call: Callable[..., int] = _libc().syscall
    version = call(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return []
    rights = max(count for known_from, count in _FILE_RIGHTS if version >= known_from)
    net = _NET_RIGHTS if version >= _NET_FROM_VERSION else 0
    attributes = _RulesetAttributes((1 << rights) - 1, net)
    size = ctypes.sizeof(attributes) if net else 8
    ruleset = call(_LANDLOCK_CREATE, ctypes.byref(attributes), size, 0)
    if ruleset < 0:
        return []
    for folder in folders:
        _allow_reading(call, ruleset, folder)
    _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    restricted = call(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    if not restricted:
        return []
    return [LANDLOCK_FILES, LANDLOCK_NETWORK] if net else [LANDLOCK_FILES]


def _allow_reading(call: Callable[..., int], ruleset: int, folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(_READ_FILE | _READ_DIR, descriptor)
        call(_LANDLOCK_ADD, ruleset, _LANDLOCK_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)
