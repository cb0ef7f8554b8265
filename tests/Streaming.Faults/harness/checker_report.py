"""Problems by kind, with the first examples of each, and what was counted."""

import json
from collections import Counter, defaultdict

MOST_EXAMPLES = 10


class Report:
    def __init__(self):
        self.counts = {}
        self.problems = Counter()
        self.examples = defaultdict(list)

    def add(self, kind, what):
        """One problem. what is text, or a function that makes it, called only while examples are still wanted."""
        self.problems[kind] += 1
        if len(self.examples[kind]) < MOST_EXAMPLES:
            self.examples[kind].append(what() if callable(what) else what)

    @property
    def is_clean(self):
        return not self.problems

    def text(self):
        lines = [f"{name:<34}{count:>12,}" for name, count in self.counts.items()]
        for kind, count in sorted(self.problems.items()):
            lines.append(f"! {kind:<32}{count:>12,}")
            lines.extend(f"    {example}" for example in self.examples[kind])
        lines.append("clean" if self.is_clean else f"{sum(self.problems.values()):,} problems of {len(self.problems)} kinds")
        return "\n".join(lines)

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"clean": self.is_clean, "counts": self.counts, "problems": dict(self.problems), "examples": dict(self.examples)}, file, indent=1)
            file.write("\n")
