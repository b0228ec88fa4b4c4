"""A process that has loaded the chassis and forks services off itself: five of them start for little more than one.

Started by `Preloader` with one end of a socket pair. Each order is a module and an environment, with the writing
end of a pipe for its log; the answer is the child's process id. It ends when the launcher does.
"""

import ctypes
import os
import runpy
import signal
import socket
import sys

from concert_chassis import bound_child
from concert_chassis import service as _loaded_for_the_children  # noqa: F401
from concert_chassis.begun import Order

PR_SET_NAME = 15
LARGEST_ORDER_BYTES = 1024 * 1024


def main(control: socket.socket) -> None:
    # Who has ended is told by its pidfd; nobody here waits for it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        content, files, _, _ = socket.recv_fds(control, LARGEST_ORDER_BYTES, 1)
        if not content:
            return
        order, parent = Order.model_validate_json(content), os.getpid()
        child = os.fork()
        if child == 0:
            control.close()
            _become(order, files[0], parent)
        os.close(files[0])
        control.send(str(child).encode())


def _become(order: Order, log: int, parent: int) -> None:
    """What a process started the long way would be: its own session, signals, environment and log."""
    os.setsid()
    bound_child.stop_with_parent(parent, signal.SIGTERM)
    for number in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    _named(order.module)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.environ.clear()
    os.environ.update(order.environment)
    sys.argv[:] = [order.module]
    runpy.run_module(order.module, run_name="__main__", alter_sys=True)
    sys.exit(0)


def _named(module: str) -> None:
    """So that `ps -o comm` and `pgrep` know it; the kernel keeps 15 characters."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, module.encode(), 0, 0, 0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
