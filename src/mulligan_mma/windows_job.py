"""A Windows job object that ends its processes when the handle to it closes.

Invariant: nobody inherits the handle, so it closes with this process at the latest, and the system ends the
processes of the job then: https://learn.microsoft.com/windows/win32/procthread/job-objects,
JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

EXTENDED_LIMIT_INFORMATION = 9
KILL_ON_JOB_CLOSE = 0x2000
ACCESS_TO_PROCESS = 0x0001 | 0x0100 | 0x00100000
"""PROCESS_TERMINATE and PROCESS_SET_QUOTA to put a process into a job, SYNCHRONIZE to ask if it ended."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION; sizes are fixed, so that it is the same on every system."""

    _fields_ = (
        ("per_process_user_time_limit", ctypes.c_int64),
        ("per_job_user_time_limit", ctypes.c_int64),
        ("limit_flags", ctypes.c_uint32),
        ("minimum_working_set_size", ctypes.c_size_t),
        ("maximum_working_set_size", ctypes.c_size_t),
        ("active_process_limit", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; `io_info` stands for IO_COUNTERS."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_info", ctypes.c_uint64 * 6),
        ("process_memory_limit", ctypes.c_size_t),
        ("job_memory_limit", ctypes.c_size_t),
        ("peak_process_memory_used", ctypes.c_size_t),
        ("peak_job_memory_used", ctypes.c_size_t),
    )


def kill_on_close() -> ExtendedLimits:
    """Return the limits of a job that ends with its handle."""
    return ExtendedLimits(basic=BasicLimits(limit_flags=KILL_ON_JOB_CLOSE))


if sys.platform == "win32":

    class KillOnCloseJob:
        """One job; everything that its processes start belongs to it too.

        Raises:
            OSError: Windows makes no job.
        """

        def __init__(self) -> None:
            self._kernel = _kernel()
            self._handle = self._kernel.CreateJobObjectW(None, None)
            if not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            limits = kill_on_close()
            done = self._kernel.SetInformationJobObject(
                self._handle, EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            if not done:
                error = ctypes.WinError(ctypes.get_last_error())
                self.close()
                raise error

        def add(self, pid: int) -> None:
            """Put a process into the job; one that has ended already needs no job.

            Raises:
                OSError: Windows does not put it there.
            """
            process = self._kernel.OpenProcess(ACCESS_TO_PROCESS, False, pid)
            if not process:
                return
            try:
                if not self._kernel.AssignProcessToJobObject(self._handle, process):
                    error = ctypes.WinError(ctypes.get_last_error())
                    if self._kernel.WaitForSingleObject(process, 0) != 0:  # it runs
                        raise error
            finally:
                self._kernel.CloseHandle(process)

        def close(self) -> None:
            """End the processes of the job. Calling it again is harmless."""
            handle, self._handle = self._handle, None
            if handle:
                self._kernel.CloseHandle(handle)

    def _kernel() -> ctypes.WinDLL:
        """Return kernel32 with the types of what is called: a handle does not fit into an int."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle, dword, flag = wintypes.HANDLE, wintypes.DWORD, wintypes.BOOL
        for name, result, arguments in (
            ("CreateJobObjectW", handle, (wintypes.LPVOID, wintypes.LPCWSTR)),
            ("SetInformationJobObject", flag, (handle, ctypes.c_int, wintypes.LPVOID, dword)),
            ("OpenProcess", handle, (dword, flag, dword)),
            ("AssignProcessToJobObject", flag, (handle, handle)),
            ("WaitForSingleObject", dword, (handle, dword)),
            ("CloseHandle", flag, (handle,)),
        ):
            function = getattr(kernel, name)
            function.restype, function.argtypes = result, arguments
        return kernel
