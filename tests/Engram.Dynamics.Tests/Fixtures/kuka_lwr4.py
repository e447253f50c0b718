"""Reference dynamics of the sideways LWR IV with hand and payload from Lagrange's equations: python3 kuka_lwr4.py > kuka_lwr4.json

Needs mpmath. Nothing of the recursive algorithms enters: only where the links are (4x4 homogeneous transforms in the world) and how heavy
they are. Velocities are numerical derivatives of those poses, M(q) follows from the kinetic energy, and the torque is
    tau_i = sum_j M_ij qdd_j + sum_jk (dM_ij/dq_k - 1/2 dM_jk/dq_i) qd_j qd_k + dV/dq_i
with every derivative a central difference of step 1e-20 in 90 digits: exact to far more digits than a double has.
The table is written down a second time on purpose; it is the description of the arm (see KukaLwr4.cs for its sources).
"""
import json
import random

from mpmath import cos, diag, eye, matrix, mp, mpf, pi, sin, tanh

mp.dps = 90
STEP = mpf(10) ** -20
N = 7

OFFSET = ["0.102", "0.2085", "0.1915", "0.2085", "0.1915", "0.1985", "0.078"]
AXIS = ["+z", "-y", "+z", "+y", "+z", "-y", "+z"]
MASS = ["2.3034", "2.3034", "2.3034", "2.3034", "1.6006", "1.4930", "0.1087"]
COM_YZ = [("0.02333", "0.11815"), ("-0.03275", "0.07366"), ("-0.02333", "0.11815"), ("0.03274", "0.07366"),
          ("0.02078", "0.08621"), ("-0.00452", "-0.00295"), ("0", "-0.01581")]
INERTIA = [("0.015608", "0.015347", "0.0044074", "0.0031917"), ("0.0142349", "0.0141320", "0.0042479", "0.0022809"),
           ("0.0156098", "0.0153477", "0.0044071", "-0.0031922"), ("0.0142337", "0.0141316", "0.0042482", "-0.0022806"),
           ("0.0088081", "0.0081352", "0.0035971", "0.0026144"), ("0.0029854", "0.0029983", "0.0032363", "-2.5e-6"),
           ("4.179e-5", "4.179e-5", "7.008e-5", "0")]
VISCOUS = ["0.2", "0.18", "0.1", "0.15", "0.12", "0.1", "0.1"]
COULOMB = ["1", "1", "1", "1", "0.4", "0.1", "0.1"]
GRAVITY = mpf("9.81")


def turn(axis, angle):
    c, s = cos(angle), sin(angle) * (1 if axis[0] == "+" else -1)
    if axis[1] == "z":
        return matrix([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    return matrix([[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1]])


def move(z):
    t = eye(4)
    t[2, 3] = mpf(z)
    return t


def bodies(payload):
    """(link, mass, centre of mass, inertia about it): seven links, the hand, what it holds."""
    rows = []
    for i in range(N):
        ixx, iyy, izz, iyz = map(mpf, INERTIA[i])
        tensor = matrix([[ixx, 0, 0], [0, iyy, iyz], [0, iyz, izz]])
        rows.append((i, mpf(MASS[i]), matrix([0, mpf(COM_YZ[i][0]), mpf(COM_YZ[i][1])]), tensor))
    rows.append((6, mpf("0.98"), matrix([0, 0, mpf("0.06")]), diag([mpf("0.003"), mpf("0.003"), mpf("0.001")])))
    rows.append((6, payload, matrix([0, 0, mpf("0.17")]), payload / 1000 * eye(3)))
    return rows


def poses(q):
    base_to_world = matrix([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])  # +90 degrees about x
    frames, frame = [], base_to_world
    for i in range(N):
        frame = frame * move(OFFSET[i]) * turn(AXIS[i], q[i])
        frames.append(frame)
    return frames


def shifted(q, j, step):
    return [x + step if i == j else x for i, x in enumerate(q)]


def mass_matrix(q, payload):
    here = poses(q)
    forward = [poses(shifted(q, j, STEP)) for j in range(N)]
    backward = [poses(shifted(q, j, -STEP)) for j in range(N)]
    total = matrix(N, N)
    for link, mass, com, tensor in bodies(payload):
        rotation = here[link][:3, :3]
        inertia = rotation * tensor * rotation.T
        linear, angular = [], []
        for j in range(N):
            rate = (forward[j][link] - backward[j][link]) / (2 * STEP)
            linear.append(rate[:3, :3] * com + rate[:3, 3])
            spin = rate[:3, :3] * rotation.T
            angular.append(matrix([spin[2, 1], spin[0, 2], spin[1, 0]]))
        for i in range(N):
            for j in range(N):
                total[i, j] += mass * (linear[i].T * linear[j])[0] + (angular[i].T * inertia * angular[j])[0]
    return total


def potential(q, payload):
    here = poses(q)
    return sum(GRAVITY * mass * (here[link][:3, :3] * com + here[link][:3, 3])[2] for link, mass, com, _ in bodies(payload))


def case(q, qd, qdd, payload):
    q, qd, qdd, payload = [mpf(x) for x in q], [mpf(x) for x in qd], [mpf(x) for x in qdd], mpf(payload)
    mass = mass_matrix(q, payload)
    slope = [(mass_matrix(shifted(q, k, STEP), payload) - mass_matrix(shifted(q, k, -STEP), payload)) / (2 * STEP) for k in range(N)]
    weight = [(potential(shifted(q, i, STEP), payload) - potential(shifted(q, i, -STEP), payload)) / (2 * STEP) for i in range(N)]
    torque = []
    for i in range(N):
        value = weight[i] + sum(mass[i, j] * qdd[j] for j in range(N))
        for j in range(N):
            for k in range(N):
                value += (slope[k][i, j] - slope[i][j, k] / 2) * qd[j] * qd[k]
        torque.append(value)
    kinetic = sum(mass[i, j] * qd[i] * qd[j] for i in range(N) for j in range(N)) / 2
    friction = [mpf(VISCOUS[i]) * qd[i] + mpf(COULOMB[i]) * tanh(qd[i] / mpf("0.05")) for i in range(N)]
    flange = poses(q)[6]
    return {
        "q": [float(x) for x in q], "velocity": [float(x) for x in qd], "acceleration": [float(x) for x in qdd], "payload": float(payload),
        "mass": [float(mass[i, j]) for i in range(N) for j in range(N)],
        "gravity": [float(x) for x in weight], "torque": [float(x) for x in torque], "friction": [float(x) for x in friction],
        "kinetic": float(kinetic), "potential": float(potential(q, payload)), "flange": [float(flange[i, 3]) for i in range(3)],
    }


draw = random.Random(2018)
cases = [case([0] * N, [0] * N, [0] * N, 0), case([float(x * pi / 180) for x in (-178, 75, 0, -105, 0, 60, 0)], [0] * N, [0] * N, 0)]
for load in (0, 0, 0.2, 0.2, 1.2, 1.2, 0.7, 5):
    cases.append(case([draw.uniform(-3, 3) for _ in range(N)], [draw.uniform(-2, 2) for _ in range(N)],
                      [draw.uniform(-10, 10) for _ in range(N)], load))
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
