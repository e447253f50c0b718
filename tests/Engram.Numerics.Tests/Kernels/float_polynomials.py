"""Minimax polynomials for the elementary functions in single precision (Remez exchange, 50 digits).

Each line printed is one coefficient, rounded to float and written so that it reads back exactly; the error is that of the rounded polynomial,
relative to the function it serves, in units of 2^-24.
"""
import numpy
from mpmath import cos, expm1, log, matrix, lu_solve, mp, mpf, pi, sin, sqrt

mp.dps = 50


def remez(function, weight, degree, low, high):
    """The polynomial p of a degree for which max |weight (function - p)| over [low, high] is smallest."""
    count = degree + 2
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    grid = [low + (high - low) * mpf(i) / 4000 for i in range(4001)]
    for _ in range(30):
        rows = matrix(count, count)
        values = matrix(count, 1)
        for i, x in enumerate(nodes):
            for power in range(degree + 1):
                rows[i, power] = x ** power
            rows[i, degree + 1] = (-1) ** i / weight(x)
            values[i] = function(x)
        solution = lu_solve(rows, values)
        coefficients = [solution[i] for i in range(degree + 1)]
        error = [weight(x) * (function(x) - polynomial(coefficients, x)) for x in grid]
        extrema = [i for i in range(len(grid)) if (i == 0 or abs(error[i]) >= abs(error[i - 1])) and (i == len(grid) - 1 or abs(error[i]) >= abs(error[i + 1]))]
        picked = []
        for i in extrema:
            if picked and (error[i] > 0) == (error[picked[-1]] > 0):
                if abs(error[i]) > abs(error[picked[-1]]):
                    picked[-1] = i
            else:
                picked.append(i)
        while len(picked) > count:
            picked.pop(0 if abs(error[picked[0]]) < abs(error[picked[-1]]) else -1)
        if len(picked) < count:
            break
        new = [grid[i] for i in picked][::-1] if nodes[0] > nodes[-1] else [grid[i] for i in picked]
        if max(abs(a - b) for a, b in zip(nodes, new)) < mpf(10) ** -6:
            break
        nodes = new
    return coefficients


def polynomial(coefficients, x):
    value = mpf(0)
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


def show(name, function, weight, degree, low, high):
    rounded = [numpy.float32(float(c)) for c in remez(function, weight, degree, mpf(low), mpf(high))]
    grid = [mpf(low) + (mpf(high) - mpf(low)) * i / 9999 for i in range(10000)]
    worst = max(abs(weight(x) * (function(x) - polynomial([mpf(float(c)) for c in rounded], x))) for x in grid)
    print(f"{name}: error {float(worst) * 2 ** 24:.4f} x 2^-24")
    for power, coefficient in enumerate(rounded):
        print(f"    {power}: {coefficient!s}f")


def near(function, series, x):
    """The function, or the first terms of its series where the quotient would lose every digit."""
    return series(x) if abs(x) < mpf(10) ** -12 else function(x)


if __name__ == "__main__":
    half = log(2) / 2 * mpf("1.002")
    # Not quite symmetric: else a node of the exchange falls on 0, where every polynomial is exact.
    show("expm1(r) = r + r^2 q(r)", lambda r: near(lambda x: (expm1(x) - x) / x ** 2, lambda x: mpf(1) / 2 + x / 6, r),
         lambda r: abs(near(lambda x: x ** 2 / expm1(x), lambda x: x, r)) if r else mpf(10) ** -9, 5, -half, half * mpf("1.003"))
    show("log(1 + f) = f - f^2/2 + f^3 p(f)", lambda f: near(lambda x: (log(1 + x) - x + x ** 2 / 2) / x ** 3, lambda x: mpf(1) / 3 - x / 4, f),
         lambda f: near(lambda x: x ** 3 / log(1 + x), lambda x: x ** 2, f) if f else mpf(10) ** -9, 8, sqrt(mpf(1) / 2) - 1, sqrt(mpf(2)) - 1)
    quarter = (pi / 4 * mpf("1.01")) ** 2
    show("sin(r) = r + r^3 s(r^2)", lambda z: near(lambda x: (sin(sqrt(x)) - sqrt(x)) / sqrt(x) ** 3, lambda x: -mpf(1) / 6 + x / 120, z),
         lambda z: near(lambda x: sqrt(x) ** 3 / sin(sqrt(x)), lambda x: x, z) if z else mpf(10) ** -9, 3, 0, quarter)
    show("cos(r) = 1 - r^2/2 + r^4 c(r^2)", lambda z: near(lambda x: (cos(sqrt(x)) - 1 + x / 2) / x ** 2, lambda x: mpf(1) / 24 - x / 720, z),
         lambda z: near(lambda x: x ** 2 / cos(sqrt(x)), lambda x: x ** 2, z) if z else mpf(10) ** -9, 2, 0, quarter)
    print("2/pi =", hex(int(2 / pi * mpf(2) ** 100)), "...")
    mp.dps = 120
    print("2/pi 256 bits =", hex(int(2 / pi * mpf(2) ** 256)))
    mp.dps = 50
    parts, rest = [], pi / 2
    for _ in range(3):
        parts.append(numpy.float32(float(rest)))
        rest -= mpf(float(parts[-1]))
    print("pi/2 =", *parts, "and", float(rest))
    high = numpy.float32(float(log(2)))
    high = numpy.frombuffer((numpy.frombuffer(high.tobytes(), dtype=numpy.uint32) & 0xFFFFF000).tobytes(), dtype=numpy.float32)[0]
    print("ln 2 =", high, "and", numpy.float32(float(log(2) - mpf(float(high)))))
