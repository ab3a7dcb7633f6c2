"""The direct CP-SAT model of a mission, which plans are measured against.

It is what a competent user of the solver writes down at once: one literal a run, and a flow from
pledges to posts in every week. It knows neither talks nor money nor trainees.
"""

from __future__ import annotations

from math import ceil
from time import perf_counter

from ortools.sat.python import cp_model

from cadre.mission.ids import SiteId
from cadre.planner.search import Search
from cadre.planner.works import Run

FINE = 100
"""The direct model counts shares and worth in hundredths."""


class Direct(cp_model.CpSolverSolutionCallback):
    """The direct model: a literal a run, and people counted out in every week."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        self.search, self.problem = search, search.problem
        self.model = cp_model.CpModel()
        self.runs: dict[Run, cp_model.IntVar] = {}
        self.first: float | None = None
        self.began = perf_counter()
        for track in self.problem.tracks:
            for run in track.runs():
                self.runs[run] = self.model.new_bool_var("")
        for work in self.problem.works:
            mine = [v for run, v in self.runs.items() if self._work(run) == work.index]
            kept = search.continued.get(work.index)
            if kept is not None:
                # A run that ends where nothing falls away isn't among the choices.
                self.runs.setdefault(kept, self.model.new_bool_var(""))
                self.model.add(self.runs[kept] == 1)
                mine = [v for run, v in self.runs.items() if self._work(run) == work.index]
            elif work.begun:
                self.model.add(sum(mine) == 0)
            self.model.add_at_most_one(mine)
        self._order()
        self.at = {
            (place.index, week): self._at(place.index, week)
            for place in self.problem.places
            for week in range(self.problem.weeks)
        }
        for week in range(self.problem.weeks):
            self._people(week)
        self._worth()

    def _work(self, run: Run) -> int:
        return self.problem.tracks[run.track].work

    def _at(self, place: int, week: int) -> cp_model.IntVar:
        here = self.model.new_bool_var("")
        self.model.add(
            sum(
                v
                for run, v in self.runs.items()
                if run.week <= week < run.end and self.problem.tracks[run.track].place == place
            )
            == here
        )
        return here

    def _order(self) -> None:
        for one, other in self.problem.excluded:
            some = [v for run, v in self.runs.items() if self._work(run) in (one, other)]
            self.model.add(sum(some) <= 1)
        for run, literal in self.runs.items():
            work = self.problem.works[self._work(run)]
            for before, lag in () if work.begun else work.after:
                if self.problem.works[before].started is None:
                    early = [
                        v
                        for other, v in self.runs.items()
                        if self._work(other) == before and other.week + lag <= run.week
                    ]
                    self.model.add(sum(early) >= 1).only_enforce_if(literal)

    def _people(self, week: int) -> None:
        problem = self.problem
        period = problem.period_of[week]
        there = problem.periods[period]
        used: dict[int, list[cp_model.IntVar]] = {}
        heads: dict[int, cp_model.LinearExprT] = {}
        for duty in problem.duties:
            served = []
            for pledge in problem.options[period][duty.index]:
                sent = self.model.new_int_var(0, there.people[pledge], "")
                used.setdefault(pledge, []).append(sent)
                served.append(sent)
            heads[duty.index] = sum(served)
            if duty.work is not None:
                place = problem.place_of_duty[duty.index]
                self.model.add(heads[duty.index] == duty.least * self.at[place, week])
        for pledge, sent_to in used.items():
            self.model.add(sum(sent_to) <= there.people[pledge])
        for site in {place.site for place in problem.places}:
            here = [duty for duty in problem.duties if duty.site == site]
            present = sum(heads[duty.index] for duty in here)
            self.model.add(present <= there.beds[site])
            self._support(site, week, present, heads)

    def _support(
        self,
        site: SiteId,
        week: int,
        present: cp_model.LinearExprT,
        heads: dict[int, cp_model.LinearExprT],
    ) -> None:
        problem = self.problem
        lent = problem.periods[problem.period_of[week]].lent
        for place in problem.places:
            for kind in problem.works[place.work].activity.enablers if place.site == site else ():
                there = lent.get((site, kind), 0.0)
                if there != float("inf"):
                    enabler = problem.enablers[kind]
                    share = round(enabler.per_person.likely * FINE)
                    brought = heads[problem.support_duty[site, kind]]
                    self.model.add(
                        FINE * (brought + round(there))
                        >= share * present + FINE * ceil(enabler.fixed.likely)
                    ).only_enforce_if(self.at[place.index, week])

    def _worth(self) -> None:
        objective, weights = self.search.objective, self.problem.mission.profile.weights
        terms: list[cp_model.LinearExprT] = []
        for run, literal in self.runs.items():
            work = self.problem.works[self._work(run)]
            people = objective.asked[work.activity.id] * (run.end - run.week)
            early = 0 if work.begun else self.problem.weeks - run.week
            worth = weights.early * early - weights.footprint * people
            terms.append(round(FINE * worth) * literal)
        for need in range(len(self.problem.mission.needs)):
            weight = round(weights.needs * float(objective.need_weights[need]) * FINE)
            terms += [weight - self._left(need, week, weight) for week in range(self.problem.weeks)]
        self.model.maximize(sum(terms))

    def _left(self, need: int, week: int, weight: int) -> cp_model.LinearExprT:
        """Worth of a need left unmet in a week: each work that runs leaves a share of it."""
        left: cp_model.LinearExprT = weight
        for place in self.problem.places:
            key = self.problem.works[place.work].activity.id
            strength = self.search.objective.strengths.get(key, {}).get(need, 0.0)
            if strength:
                rest = self.model.new_int_var(0, weight, "")
                here = self.at[place.index, week]
                self.model.add(FINE * rest >= round(FINE * (1 - strength)) * left)
                self.model.add(rest >= left).only_enforce_if(here.negated())
                left = rest
        return left

    def on_solution_callback(self) -> None:
        """Note when the first plan comes."""
        if self.first is None:
            self.first = perf_counter() - self.began

    def solved(self, seconds: float) -> tuple[float | None, float, bool]:
        """Worth and bound of its best plan, and whether it is proven best."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.interleave_search = True
        solver.parameters.max_time_in_seconds = max(0.1, seconds - (perf_counter() - self.began))
        status = solver.solve(self.model, self)
        bound = solver.best_objective_bound / FINE
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, bound, False
        chosen = {self._work(run): run for run, v in self.runs.items() if solver.boolean_value(v)}
        return self.search.worth(chosen), bound, status == cp_model.OPTIMAL
