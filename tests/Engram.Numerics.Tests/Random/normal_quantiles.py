"""Prints percentage points of the normal distribution: bisection of its Taylor series in 80-digit arithmetic."""
from decimal import Decimal, getcontext

getcontext().prec = 80
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


def distribution(z):
    term, total, n = z, z, 1
    while abs(term) > Decimal(10) ** -75:
        n += 2
        term *= z * z / n
        total += term
    return Decimal("0.5") + total * (-z * z / 2).exp() / (2 * PI).sqrt()


for p in (0.6, 0.75, 0.925, 0.975, 0.999, 1e-5, 1e-10, 1e-15):
    low, high = Decimal(-12), Decimal(12)
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if distribution(middle) < Decimal(p) else (low, middle)
    print(f"{p!r:>8} {low:.17g}")
