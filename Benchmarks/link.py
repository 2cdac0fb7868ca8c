"""What `overlap` runs canopy against and watches it with: gateways, the link to them, and what lies on the disk."""
import glob
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import time

PACKAGE = pathlib.Path(__file__).resolve().parent.parent
PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1 << 20


class Gateway:
    """The tests' object gateway; rclone knows it as `NAME:`."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        folder = tempfile.mkdtemp(prefix="rgw-", dir="/tmp")
        self.process = subprocess.Popen(
            [PACKAGE / "Tests/Servers/rgw", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.endpoint = self.process.stdout.readline().split()[0]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def remote(self, endpoint):
        """The variables by which rclone finds it behind an endpoint."""
        remote = {"TYPE": "s3", "PROVIDER": "Ceph", "ENDPOINT": endpoint, "ACCESS_KEY_ID": "test-access-key",
                  "SECRET_ACCESS_KEY": "test-secret-key"}
        return {f"RCLONE_CONFIG_{self.name.upper()}_{name}": value for name, value in remote.items()}

    def rclone(self, *arguments):
        variables = {name: value for name, value in os.environ.items() if name != "AWS_CA_BUNDLE"}
        return subprocess.run(
            ["rclone", *map(str, arguments)], env=variables | {"RCLONE_CONFIG": ""} | self.remote(self.endpoint),
            check=True, stdout=subprocess.PIPE, text=True).stdout

    def files(self, place):
        """The bytes of each file, by its name."""
        listed = json.loads(self.rclone("lsjson", "--recursive", "--files-only", f"{self.name}:{place}"))
        return {pathlib.PurePath(file["Path"]).name: file["Size"] for file in listed}


class Limit:
    """A bandwidth in MiB/s that all connections share, and the bytes that have passed."""

    def __init__(self, mib):
        self.rate, self.bytes, self.free, self.lock = mib * MIB, 0, 0, threading.Lock()

    def wait(self, count):
        with self.lock:
            self.bytes += count
            self.free = max(self.free, time.monotonic()) + count / self.rate
            pause = self.free - time.monotonic()
        time.sleep(max(pause, 0))


class Link:
    """The way to all gateways together: bandwidths, and milliseconds that each request takes longer."""

    def __init__(self, down, up, latency):
        self.down, self.up, self.latency, self.listeners = Limit(down), Limit(up), latency / 1000, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.close()

    def to(self, endpoint):
        """The endpoint by which a gateway is reached over the link."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.listeners.append(listener)
        port = int(endpoint.rsplit(":", 1)[1])
        threading.Thread(target=self.listen, args=(listener, port), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    def listen(self, listener, port):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", port))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # What comes after an answer is the next request.
            answered = threading.Event()
            answered.set()
            threading.Thread(target=self.carry, args=(client, server, self.up, answered), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client, self.down, answered), daemon=True).start()

    def carry(self, source, target, limit, answered):
        try:
            while data := source.recv(1 << 16):
                if limit is self.down:
                    answered.set()
                elif answered.is_set():
                    answered.clear()
                    time.sleep(self.latency)
                limit.wait(len(data))
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            # Either end may go at any time.
            source.close()
            target.close()


class Cores:
    """How busy the machine's cores are from now on, with server, relay and whatever else runs."""

    def __init__(self):
        self.before = self.now()

    def now(self):
        with open("/proc/stat") as statistics:
            jiffies = [int(number) for number in statistics.readline().split()[1:9]]
        return sum(jiffies), jiffies[3] + jiffies[4]

    def busy(self):
        (whole, idle), (whole_before, idle_before) = self.now(), self.before
        return 1 - (idle - idle_before) / max(whole - whole_before, 1)


class Peaks:
    """The most bytes that a folder holds while a process lasts, with what it and its children hold open there; and the
    most memory that it and those of its children take that run the same program."""

    def __init__(self, folder, process):
        self.folder, self.process, self.ended = folder, process, threading.Event()
        self.disk = self.memory = 0
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def watch(self):
        while not self.ended.wait(0.02):
            # By inode: a file that is renamed meanwhile is met twice.
            held = {}
            for path in self.paths():
                try:
                    status = os.stat(path)
                    held[status.st_ino] = status.st_blocks * 512
                except OSError:
                    continue
            self.disk = max(self.disk, sum(held.values()))
            self.memory = max(self.memory, self.resident())

    def resident(self):
        """Bytes of memory; what processes share, libraries, is counted in the largest."""
        sizes, program = [], None
        for process in family(self.process):
            try:
                program = program or os.readlink(f"/proc/{process}/exe")
                if os.readlink(f"/proc/{process}/exe") == program:
                    words = pathlib.Path(f"/proc/{process}/statm").read_text().split()
                    sizes.append([int(word) * PAGE for word in words[1:3]])
            except OSError:
                continue
        largest = max(sizes, default=[0, 0])
        return largest[1] + sum(all - shared for all, shared in sizes)

    def paths(self):
        for folder, _, names in os.walk(self.folder):
            yield from (os.path.join(folder, name) for name in names)
        for process in family(self.process):
            for path in glob.glob(f"/proc/{process}/fd/*"):
                try:
                    name = os.readlink(path)
                except OSError:
                    continue
                if name.startswith(self.folder) and name.endswith(" (deleted)"):
                    yield path


def family(process):
    yield process
    for path in glob.glob(f"/proc/{process}/task/*/children"):
        try:
            children = pathlib.Path(path).read_text().split()
        except OSError:
            continue
        for child in children:
            yield from family(child)
