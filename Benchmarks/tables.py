"""Markdown tables of what was timed."""
from timing import MIB

CHAIN = ["mission", "program", "wall", "canopy is faster by", "processor", "busy cores", "between start and end", "memory",
         "rasters", "of canopy's bytes", "spare disk", "others", "remarks"]
VERBS = ["what", "program", "wall", "canopy is faster by", "processor", "memory", "rasters", "of canopy's bytes", "others",
         "remarks"]
AGAINST = ["mission", "wall", "the other's", "quotient", "processor", "the other's", "quotient", "rasters", "quotient", "others"]


class Table:
    def __init__(self, title, heads): self.title, self.heads, self.rows = title, heads, []

    def add(self, *cells): self.rows.append([str(cell) for cell in cells])

    def text(self):
        lines = [self.heads, ["---"] * len(self.heads), *self.rows]
        return f"\n### {self.title}\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines)


class Tables:
    """All of them: the chain, the verbs, and what both come to by missions."""

    def __init__(self, missions):
        self.missions, self.figures = missions, {}
        self.chains, self.verbs = Table("The whole local chain", CHAIN), Table("Its steps", VERBS)

    def figure(self, name, mission, spread): self.figures.setdefault(name, {})[mission] = cores(spread)

    def chain(self, mission, series, remarks):
        """The first program is canopy; each figure's middle is followed by the least and the most."""
        for index, name in enumerate(series.names):
            if series.problem(name):
                self.chains.add(mission, name, *[""] * 9, noise(series, index), "failed: " + series.problem(name))
                continue
            isOurs = name.startswith("canopy")
            self.chains.add(
                mission, name, series.of(name, "wall").text("{:.2f}") + " s",
                series.times(series.names[0], name).text("{:.2f}") if index else "",
                series.of(name, "cpu").text("{:.2f}") + " s", series.of(name, "busy").text("{:.2f}"),
                cores(series.of(name, "inside")) if isOurs else "", mib(series.of(name, "memory")),
                size(series.of(name, "bytes")), ratio(series, name, series.names[0]), mib(series.of(name, "spare")),
                noise(series, index), "; ".join(remarks.get(name, [])))

    def verb(self, what, series, remarks):
        """One whose name ends like another canopy's, behind a comma, stands beside that one."""
        for index, name in enumerate(series.names):
            if series.problem(name):
                self.verbs.add(what, name, *[""] * 6, noise(series, index), "failed: " + series.problem(name))
                continue
            beside = self.beside(series, name)
            isLimit = name == "the limit"
            self.verbs.add(
                what, name, series.of(name, "wall").text("{:.2f}") + " s",
                series.times(beside, name).text("{:.2f}") if beside != name else "", series.of(name, "cpu").text("{:.2f}") + " s",
                "" if isLimit else mib(series.of(name, "memory")), size(series.of(name, "bytes")),
                ratio(series, name, beside), noise(series, index), "; ".join(remarks.get(name, [])))

    @staticmethod
    def beside(series, name):
        level = name.partition(", ")[2]
        return next((other for other in series.names if other.startswith("canopy") and level.startswith("level")
                     and other.endswith(level)), series.names[0])

    def text(self):
        summary = Table("What it comes to", ["figure", *self.missions])
        for name, of in self.figures.items(): summary.add(name, *(of.get(mission, "") for mission in self.missions))
        return "\n".join(table.text() for table in (summary, self.chains, self.verbs) if table.rows)


def cores(spread):
    """There may be no moment in which all were busy."""
    return spread.text("{:.2f}") if spread.median else "never all"


def mib(spread): return f"{spread.median:.0f} MiB"


def size(spread): return f"{spread.median / MIB:.0f} MiB"


def ratio(series, name, beside):
    return "" if name == beside else format(series.of(name, "bytes").median / (series.of(beside, "bytes").median or 1), ".2f")


def noise(series, index):
    if index: return ""
    return f"{series.others:.0%} at most" + (f", turns repeated: {series.repeated}" if series.repeated else "")


def against(mission, series):
    """A row of this program beside another build of it."""
    this, other = series.names
    cells = [mission]
    for key in ("wall", "cpu"):
        cells += [series.of(this, key).text("{:.2f}") + " s", series.of(other, key).text("{:.2f}") + " s",
                  series.times(other, this, key).text("{:.2f}")]
    rasters, others = series.of(this, "bytes"), series.of(other, "bytes")
    return [*cells, size(rasters), format(rasters.median / others.median, ".4f"), noise(series, 0)]
