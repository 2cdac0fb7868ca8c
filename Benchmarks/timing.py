"""Runs programs in turn and tells what each took, and whether the machine was theirs meanwhile."""
import glob
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import threading
import time

from link import MIB, family

CORES = len(os.sched_getaffinity(0))
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
# What others may take of the machine's processors.
QUIET = 0.05
# A span in which all cores can be seen to be busy, and the share of it that counts as all.
SPAN, FULL = 0.1, 0.9


def stop(problem):
    """Figures that were not sampled to the end are none."""
    sys.excepthook(problem.exc_type, problem.exc_value, problem.exc_traceback)
    os._exit(1)


threading.excepthook = stop


class Others:
    """What processes that are not ours take of all processors, from now on."""

    def __init__(self):
        self.start, self.busy = time.monotonic(), self.taken()

    def share(self):
        return max(0, self.taken() - self.busy) / (time.monotonic() - self.start) / os.cpu_count()

    @staticmethod
    def taken():
        """Seconds of all that is not idle, steal with it, less our own and those of children that have ended."""
        user, nice, system, _, _, irq, soft, steal = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
        return (user + nice + system + irq + soft + steal) / TICKS - sum(os.times()[:4])


class Run:
    """One run of a program: seconds, processor seconds, MiB of memory, and of disk beyond what it leaves behind.

    A program that `tells` prints its own seconds. `problem` is what one that failed said last.
    """

    def __init__(self, command, output, tells=False):
        shutil.rmtree(output, ignore_errors=True)
        os.makedirs(output)
        self.peak, self.held, self.samples, self.ended, told = 0, 0, [], threading.Event(), []
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        readers = [threading.Thread(target=self.watch, args=(process.pid, output)),
                   threading.Thread(target=lambda: told.append(process.stdout.read()))]
        for reader in readers: reader.start()
        words = process.stderr.read().decode(errors="replace").strip()
        _, status, usage = os.wait4(process.pid, 0)
        self.wall = time.monotonic() - start
        process.returncode = status
        self.ended.set()
        for reader in readers: reader.join()
        process.stdout.close(), process.stderr.close()
        self.problem = (words.splitlines() or ["no word"])[-1] if status else None
        self.cpu, self.memory = usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss / 1024, self.held / MIB)
        self.busy, self.inside = self.cpu / self.wall, self.between()
        files = [p for p in pathlib.Path(output).rglob("*") if p.is_file()]
        self.bytes = sum(p.stat().st_size for p in files if p.suffix == ".tif")
        self.spare = max(0, self.peak - sum(p.stat().st_blocks * 512 for p in files)) / MIB
        if tells and not status:
            for key, value in json.loads(told[0]).items(): setattr(self, key, value)

    def watch(self, process, output):
        """Samples the processors' time, memory, what lies in the folder, and what is open that has no name any more."""
        clocks, start = {}, time.monotonic()
        while not self.ended.wait(0.02):
            files, memory = {}, []
            for one in map(int, family(process)):
                try:
                    clocks[one] = time.clock_gettime(~one << 3 | 2)  # CPUCLOCK_SCHED of the whole process
                    memory.append([int(word) * PAGE for word in pathlib.Path(f"/proc/{one}/statm").read_text().split()[1:3]])
                except OSError: continue
                for path in glob.glob(f"/proc/{one}/fd/*"):
                    try:
                        name = os.readlink(path)
                        if name.startswith("/") and name.endswith(" (deleted)"): self.note(os.stat(path), files)
                    except OSError: continue
            # Libraries are the same in all processes, and counted in the largest.
            largest = max(memory, default=[0, 0])
            self.held = max(self.held, largest[1] + sum(all - shared for all, shared in memory))
            self.samples.append((time.monotonic() - start, sum(clocks.values())))
            for folder, _, names in os.walk(output):
                for name in names:
                    try: self.note(os.stat(os.path.join(folder, name)), files)
                    except OSError: continue
            self.peak = max(self.peak, sum(files.values()))

    @staticmethod
    def note(status, files): files[status.st_dev, status.st_ino] = status.st_blocks * 512

    def between(self):
        """The cores that are busy from the first to the last moment where all are; 0 where that is never."""
        full, end = [], 0
        for start, (time, spent) in enumerate(self.samples):
            while end < len(self.samples) and self.samples[end][0] - time < SPAN: end += 1
            if end == len(self.samples): break
            if self.samples[end][1] - spent >= FULL * CORES * (self.samples[end][0] - time): full.append((start, end))
        if not full: return 0
        (first, spent), (last, all) = self.samples[full[0][0]], self.samples[full[-1][1]]
        return (all - spent) / (last - first)


class Spread:
    """The median of some figures, the least and the most."""

    def __init__(self, figures): self.figures = sorted(figures)

    @property
    def median(self): return statistics.median(self.figures)

    def text(self, form):
        least, most = form.format(self.figures[0]), form.format(self.figures[-1])
        return form.format(self.median) + (f" ({least}–{most})" if len(self.figures) > 1 else "")


class Series:
    """The turns of one comparison: of each the runs by their programs' names, and what others took meanwhile."""

    def __init__(self, names, turns, repeated):
        self.names, self.turns, self.repeated = names, [runs for _, runs in turns], repeated
        self.others = max(share for share, _ in turns)

    def problem(self, name): return next((turn[name].problem for turn in self.turns if turn[name].problem), None)

    def of(self, name, key): return Spread([getattr(turn[name], key) for turn in self.turns])

    def times(self, name, beside, key="wall"):
        """How many times another's figure is this one's, turn by turn."""
        return Spread([getattr(turn[beside], key) / (getattr(turn[name], key) or 1) for turn in self.turns])


class Turns:
    """Runs programs in turn, in either order by turns. Where others took more than their share, a turn is repeated, as
    often as there are to be turns; of all the quietest count. `patience` is how many seconds are waited in all for others
    to end."""

    def __init__(self, folder, runs, patience): self.folder, self.runs, self.patience = folder, runs, patience

    def take(self, *commands, runs):
        """Each command is (name, words with OUT for the folder of its output), and a third where it tells its seconds."""
        turns = []
        while len(turns) < 2 * runs and sum(share <= QUIET for share, _ in turns) < runs:
            self.wait()
            others, turn = Others(), {}
            for name, words, *tells in commands if len(turns) % 2 == 0 else commands[::-1]:
                output = self.output(name)
                turn[name] = Run([str(word).replace("OUT", str(output)) for word in words], output, *tells)
                print(f"    {name}: {turn[name].problem or format(turn[name].wall, '.2f') + ' s'}", file=sys.stderr, flush=True)
            turns.append((others.share(), turn))
        kept = sorted(turns, key=lambda turn: turn[0])[:runs]
        return Series([name for name, *_ in commands], kept, len(turns) - runs)

    def output(self, name): return self.folder / "out" / name.replace(" ", "-").replace("/", "-")

    def wait(self):
        """Waits until others rest, as long as there is patience."""
        while True:
            others = Others()
            time.sleep(0.5)
            if others.share() <= QUIET or self.patience <= 0: return
            time.sleep(2)
            self.patience -= 2.5
