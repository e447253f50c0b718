"""Answers the benchmark program: one JSON object per line in, one out. Stays alive, so that both can take turns in one run.

{"prepare": workload, "inputs": file, "results": folder, "runs": n}   ->  {"variants": [...]}; results of each in folder/variant.safetensors
{"warm": variant, "seconds": s, "block": s}                           ->  {"runs": per block}
{"turn": variant, "seconds": s}                                       ->  {"cpu": s per run, "wall": least s per run}
"""
import ctypes
import gc
import json
import os
import sys
import time

import torch

import convolutional
import dynamics
import elementwise
import environments
import lstm
import lstm_unroll
import maml
import network
import network_memory
import products
import tensors
from registry import PEERS

MODULES = (convolutional, dynamics, elementwise, environments, lstm, lstm_unroll, maml, network, network_memory, products)


def blas():
    """The library that multiplies matrices here, and for which processor it chose its kernels."""
    a = torch.ones(8, 8)
    torch.mm(a, a)
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "/" in line}
    for path in sorted(paths):
        name = os.path.basename(path)
        if "openblas" in path:
            library = ctypes.CDLL(path)
            try:
                library.openblas_get_config.restype = ctypes.c_char_p
                library.openblas_get_corename.restype = ctypes.c_char_p
                version = library.openblas_get_config().decode().split()[1]
                return f"OpenBLAS {version}, kernels for {library.openblas_get_corename().decode()}"
            except AttributeError:
                continue
        if "mkl" in name or "blis" in name:
            return name
    return ""


def hello():
    capability = [line for line in torch.__config__.show().split("\n") if "capability" in line]
    return {
        "torch": torch.__version__,
        "python": sys.version.split()[0],
        "blas": blas(),
        "capability": capability[0].split(":")[-1].strip() if capability else "",
        "threads": torch.get_num_threads(),
    }


class Session:
    """The workload whose turn it is: its variants, set up, and how many runs of each make a block."""

    def __init__(self):
        self.runs = {}
        self.block = {}

    def prepare(self, request):
        self.__init__()
        gc.collect()
        for variant, set_up in PEERS.get(request["prepare"], {}).items():
            run, results = set_up(tensors.read(request["inputs"]))
            for _ in range(request["runs"]):
                run()
            tensors.write(os.path.join(request["results"], variant + ".safetensors"), results())
            self.runs[variant] = run
        return {"variants": list(self.runs)}

    def warm(self, request):
        run, runs = self.runs[request["warm"]], 1
        self.measured(run, 1, request["seconds"])
        while self.time(run, runs) < request["block"] and runs < 1 << 20:
            runs *= 2
        self.block[request["warm"]] = runs
        return {"runs": runs}

    def turn(self, request):
        runs = self.block[request["turn"]]
        cpu, least = self.measured(self.runs[request["turn"]], runs, request["seconds"])
        return {"cpu": cpu / runs, "wall": least / runs}

    def measured(self, run, runs, seconds):
        """Blocks of runs until so much processor time is used: the mean of it, and the least time on the clock, of a block."""
        blocks, least, start = 0, float("inf"), time.process_time()
        while time.process_time() - start < seconds:
            least = min(least, self.time(run, runs))
            blocks += 1
        return (time.process_time() - start) / blocks, least

    @staticmethod
    def time(run, runs):
        start = time.perf_counter()
        for _ in range(runs):
            run()
        return time.perf_counter() - start

    def answer(self, request):
        for what in ("prepare", "warm", "turn"):
            if what in request:
                return getattr(self, what)(request)
        raise ValueError(f"unknown request {request}")


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints does not come between the answers
    torch.set_num_threads(1)
    gc.disable()  # graphs are freed by their counts; a search for cycles would only disturb the peer
    session = Session()
    print(json.dumps(hello()), file=answers, flush=True)
    for line in sys.stdin:
        try:
            answer = session.answer(json.loads(line))
        except Exception as error:  # told to the other side, which says it and goes on without this peer
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
