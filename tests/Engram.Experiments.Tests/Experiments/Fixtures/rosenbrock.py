"""Independent reference for the Rosenbrock experiment: dense kernels (all M centres, no local support), plain Python doubles.

    python3 rosenbrock.py > rosenbrock.json

f(x) = (1 - x1)^2 + 100 (x2 - x1^2)^2 from (1.5, -0.5), eta = 0.001, clip 10, M = 100, s = 0.5, xi = 0.001, 100 updates, two runs.
The descent is chaotic once it bounces in the valley: rounding differences of 1e-16 grow to visible size within some tens of updates.
So only the first values of f are kept, and the number of updates to f < 1.
"""
import json
import math


def descend(method, theta=None, M=100, g=10.0, s=0.5, xi=0.001, eta=0.001, updates=100):
    spacing = 2 * g / (M - 1)
    centres = [-g + m * spacing for m in range(M)]
    psi = lambda z: [math.exp(-((z - c) ** 2) / (2 * (s * spacing) ** 2)) for c in centres]
    value = lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
    x, before = [1.5, -0.5], [0.0, 0.0]
    theta = [[eta] * M for _ in x] if theta is None else [list(t) for t in theta]
    first, second = [[0.0] * M for _ in x], [[0.0] * M for _ in x]
    heights, rates = [value(x)], []
    for t in range(1, updates + 1):
        slope = 200 * (x[1] - x[0] ** 2)
        gradient = [-2 * (1 - x[0]) - 2 * x[0] * slope, slope]
        rate = [eta, eta]
        z = [max(-g, min(g, d)) for d in gradient]
        if method != "gd":
            for d in range(2):
                agreement = max(-1.0, min(1.0, z[d] * before[d]))
                for m, kernel in enumerate(psi(before[d])):
                    u = agreement * kernel
                    if method == "metagd":
                        theta[d][m] += xi * u
                    else:
                        first[d][m] = 0.9 * first[d][m] + 0.1 * u
                        second[d][m] = 0.999 * second[d][m] + 0.001 * u * u
                        step = xi * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                        theta[d][m] += step * first[d][m] / (math.sqrt(second[d][m]) + 1e-8)
                    theta[d][m] = min(max(theta[d][m], 1e-9), 1.0)
                kernels = psi(z[d])
                rate[d] = sum(k * v for k, v in zip(kernels, theta[d])) / sum(kernels)
            before = z
        x = [x[d] - rate[d] * z[d] for d in range(2)]
        heights.append(value(x))
        rates.append(rate)
    reached = next((t for t, f in enumerate(heights) if f < 1), updates + 1)
    return heights, rates, theta, reached


def main():
    cases = []
    for method in ["gd", "metagd", "metagd-mem-adam"]:
        theta = None
        for run in ["run-1", "run-2"]:
            heights, rates, theta, reached = descend(method, theta)
            kept = reached if method != "gd" else 100
            cases.append({"method": method, "task": run, "reached": reached, "f": heights[: kept + 1],
                          "eta1": [r[0] for r in rates[:4]], "eta2": [r[1] for r in rates[:4]]})
            if method == "metagd-mem-adam":
                break  # its second run starts from a memory that the chaos of the first has shaped
    print(json.dumps(cases, indent=1))


main()
