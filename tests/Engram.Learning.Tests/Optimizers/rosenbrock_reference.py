"""Prints what RosenbrockTests expects: the dense memory in NumPy, and how far its numbers move when the start moves by up to 150 units of 1e-15."""
import numpy as np

M, G, S, XI, ETA = 100, 10.0, 0.5, 1e-3, 1e-3
CENTRES = np.linspace(-G, G, M)
SIGMA = S * 2 * G / (M - 1)


def psi(z):
    return np.exp(-((z[:, None] - CENTRES) ** 2) / (2 * SIGMA ** 2))


def value(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def descend(theta, adam, shift):
    x, previous = np.array([1.5 + shift, -0.5]), np.zeros(2)
    m, v = np.zeros((2, M)), np.zeros((2, M))
    values = [value(x)]
    for t in range(1, 101):
        slope = x[1] - x[0] ** 2
        z = np.clip(np.array([-2 * (1 - x[0]) - 400 * x[0] * slope, 200 * slope]), -G, G)
        u = np.clip(z * previous, -1, 1)[:, None] * psi(previous)
        if adam:
            m, v = 0.9 * m + 0.1 * u, 0.999 * v + 0.001 * u * u
            theta = theta + XI * np.sqrt(1 - 0.999 ** t) / (1 - 0.9 ** t) * m / (np.sqrt(v) + 1e-8)
        else:
            theta = theta + XI * u
        theta = np.clip(theta, 1e-9, 1)
        p = psi(z)
        x = x - (p * theta).sum(1) / p.sum(1) * z
        previous = z
        values.append(value(x))
    return theta, np.array(values)


for adam in (False, True):
    for run in (1, 2):
        rows = []
        for shift in range(-150, 151):
            theta = np.full((2, M), ETA)
            for _ in range(run):
                theta, values = descend(theta, adam, shift * 1e-15)
            rows.append((np.argmax(values < 1), values[100], np.log10(values).mean()))
        low, middle, high = np.min(rows, 0), np.median(rows, 0), np.max(rows, 0)
        print("memory-Adam" if adam else "memory-GD", "run", run)
        for name, *row in zip(("first t with f < 1", "f after 100", "mean log10 f"), low, middle, high):
            print(f"  {name:20} lowest {row[0]:.5g}, median {row[1]:.5g}, highest {row[2]:.5g}")
