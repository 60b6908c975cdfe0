"""The simulation of `bench_forecast` as vectorised NumPy with its own random numbers.

Reads FOLDER/model.csv, writes FOLDER/numpy.csv and prints wall seconds, CPU seconds, peak kilobytes and the version of NumPy.
Person by person, all paths and months at once, so that arrays stay in the tens of megabytes. It finds what the other side finds:
percentiles of the fan and of each family for every person, and of the fan of every family for every team and the company.
"""

import resource
import sys
import time

import numpy as np


def read(path):
    spreads, members = None, []
    with open(path) as lines:
        for line in lines:
            kind, *rest = line.strip().split(",")
            values = [float(value) for value in rest]
            if kind == "company":
                spreads = values
            elif kind == "member":
                members.append({"unit": int(values[0]), "spread": values[1], "sizes": [], "cells": [], "deals": []})
            else:
                members[-1][kind + "s"].append(values)
    return spreads, members


def moved(rng, spread, months, paths):
    start = rng.standard_normal((1, paths)) * spread * np.sqrt(0.5)
    walk = np.cumsum(rng.standard_normal((months, paths)) * spread * np.sqrt(0.5 / 3), axis=0)
    variance = spread**2 * (0.5 + 0.5 / 3 * np.arange(1, months + 1))[:, None]
    return np.exp(start + walk - variance / 2)


def member_totals(rng, member, factor, families, months, paths):
    totals = np.zeros((months, families, paths))
    pace = rng.lognormal(-member["spread"] ** 2 / 2, member["spread"], paths)
    cells = np.array(member["cells"])
    dispersion, rates = cells[:, 0], cells[:, 1:]
    # Negative binomial counts are Poisson counts with a gamma pace; the pace is that of all families of the month.
    size = rates.sum(axis=1) / (dispersion - 1)
    gamma = rng.gamma(size[:, None], 1 / size[:, None], (months, paths))
    counts = rng.poisson(rates[:, :, None] * gamma[:, None, :])
    for family, mean, sigma in member["sizes"]:
        family = int(family)
        of_family = counts[:, family, :].ravel()
        where = np.repeat(np.arange(of_family.size), of_family)
        amounts = rng.lognormal(-sigma**2 / 2, sigma, where.size) * mean
        totals[:, family, :] += np.bincount(where, amounts, of_family.size).reshape(months, paths)
    totals *= (pace * factor)[:, None, :]
    for family, mean, sigma, *wins in member["deals"]:
        month = np.searchsorted(np.cumsum(wins), rng.random(paths), side="right")
        path = np.nonzero(month < months)[0]
        month = month[path]
        amount = mean * rng.lognormal(-sigma**2 / 2, sigma, path.size) * pace[path] * factor[month, path]
        totals[month, int(family), path] += amount
    return np.rint(totals).astype(np.int64)


def percentiles(values):
    """P10, P50 and P90 over the last axis by nearest rank."""
    paths = values.shape[-1]
    ranks = [-(-paths * tenths // 10) - 1 for tenths in (1, 5, 9)]
    return np.partition(values, ranks, axis=-1)[..., ranks]


def main():
    folder, paths = sys.argv[1], int(sys.argv[2])
    (company_spread, team_spread), members = read(f"{folder}/model.csv")
    months, families = len(members[0]["cells"]), len(members[0]["sizes"])
    begin = time.perf_counter()
    rng = np.random.default_rng(11)
    of_company = moved(rng, company_spread, months, paths)
    company = np.zeros((months, families, paths), np.int64)
    found = []
    for unit in sorted({member["unit"] for member in members}):
        factor = of_company * moved(rng, team_spread, months, paths)
        team = np.zeros_like(company)
        for member in (member for member in members if member["unit"] == unit):
            totals = member_totals(rng, member, factor, families, months, paths)
            percentiles(np.cumsum(totals.sum(axis=1), axis=0))
            percentiles(totals.sum(axis=0))
            team += totals
        found.append((f"unit {unit}", team))
        percentiles(np.cumsum(team, axis=0))
        percentiles(np.cumsum(team.sum(axis=1), axis=0))
        company += team
        found[-1] = (found[-1][0], team.sum(axis=(0, 1)))
    percentiles(np.cumsum(company, axis=0))
    found.append(("company", company.sum(axis=(0, 1))))
    wall = time.perf_counter() - begin
    with open(f"{folder}/numpy.csv", "w") as out:
        for name, total in found:
            p10, p50, p90 = percentiles(total)
            # The spread of the total, and what a percentile's standard error hangs on: the density around it.
            errors = []
            for share, value in ((0.1, p10), (0.5, p50), (0.9, p90)):
                low, high = np.quantile(total, (share - 0.02, share + 0.02))
                errors.append(np.sqrt(share * (1 - share) / paths) * (high - low) / 0.04)
            errors.append(total.std() / np.sqrt(paths))
            row = [p10, p50, p90, total.mean(), *errors]
            out.write(",".join([name, *(str(float(value)) for value in row)]) + "\n")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{wall:.3f} {usage.ru_utime + usage.ru_stime:.3f} {usage.ru_maxrss} {np.__version__}")


main()
