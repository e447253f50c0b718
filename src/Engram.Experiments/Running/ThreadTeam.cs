using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Engram.Experiments.Running;

/// <summary>Threads that share out a few short parts of work again and again, such as the joints of every control tick.</summary>
/// <remarks>
/// The calling thread works too, from the first part upwards; its team-mates take parts from the last one downwards, so that a part mostly stays with a
/// thread and its cache. The caller waits for parts that somebody has begun and for nothing else: a team-mate that the system does not let run is not waited for.
/// A team-mate looks out for the next round for <see cref="LookOut"/>, then it sleeps. A round allocates nothing. Which thread takes a part is left to chance: parts must not depend on each other.
/// <para>To be used from one thread. Dispose ends the threads.</para>
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    /// <summary>How long a team-mate without work keeps its core before it sleeps: longer than what lies between two ticks of a loop without pauses.</summary>
    public static readonly TimeSpan LookOut = TimeSpan.FromMicroseconds(50);

    private readonly List<Mate> mates = [];
    private Action<int> body = static _ => { };
    private Exception? failure;
    private int failedPart;
    private int unfinished;
    private long claims; // round << 32 | first part that nobody took << 16 | end of those parts: in one word, so that whoever is late cannot take from the next round
    private volatile int invited;
    private volatile bool over;

    /// <summary>Does every part once, on as many threads as are given at most, and returns when all are done.</summary>
    /// <param name="threads">The calling one included; with 1 the parts are done here, in order.</param>
    /// <param name="parts">How many parts there are, 0 to 32,767.</param>
    /// <param name="part">Does the part of an index from 0. Keep the delegate: a new one for every round is an allocation.</param>
    /// <remarks>Part 0 is done by the calling thread, first of all. When parts throw, the exception of the first of them is thrown, as on one thread; later parts may have been done.</remarks>
    public void Run(int threads, int parts, Action<int> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)parts, (uint)short.MaxValue, nameof(parts));
        threads = Math.Min(threads, parts);
        if (threads <= 1)
        {
            for (var index = 0; index < parts; index++) part(index);
            return;
        }

        while (mates.Count < threads - 1) mates.Add(new Mate(this, mates.Count));
        (body, failure, unfinished, invited) = (part, null, parts, threads - 1);
        var round = Round + 1;
        Interlocked.Exchange(ref claims, ((long)round << 32) | (1L << 16) | (long)parts); // part 0 is ours
        for (var mate = 0; mate < threads - 1; mate++) mates[mate].Wake();
        var done = 0;
        for (var index = 0; index >= 0; index = Claim(round, fromBelow: true))
        {
            Do(index);
            done++;
        }

        Interlocked.Add(ref unfinished, -done);
        for (var wait = default(SpinWait); Volatile.Read(ref unfinished) > 0;) wait.SpinOnce(sleep1Threshold: -1); // a core that is needed is given up, but never for a millisecond
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        over = true;
        Interlocked.Add(ref claims, 1L << 32);
        foreach (var mate in mates)
        {
            mate.Wake();
            mate.Dispose();
        }
    }

    private int Round => (int)(Volatile.Read(ref claims) >> 32);

    // A part of that round that nobody took, or -1.
    private int Claim(int round, bool fromBelow)
    {
        while (true)
        {
            var seen = Volatile.Read(ref claims);
            var (first, end) = ((int)(seen >> 16) & 0xffff, (int)seen & 0xffff);
            if ((int)(seen >> 32) != round || first >= end) return -1;
            if (Interlocked.CompareExchange(ref claims, fromBelow ? seen + (1L << 16) : seen - 1, seen) == seen) return fromBelow ? first : end - 1;
        }
    }

    private void Do(int index)
    {
        try
        {
            body(index);
        }
        catch (Exception e)
        {
            lock (mates)
            {
                if (failure is null || index < failedPart) (failure, failedPart) = (e, index);
            }
        }
    }

    private sealed class Mate : IDisposable
    {
        private readonly AutoResetEvent bell = new(false);
        private readonly Thread thread;
        private readonly ThreadTeam team;
        private readonly int number;
        private int asleep;
        private int seen; // the last round it looked at

        public Mate(ThreadTeam team, int number)
        {
            (this.team, this.number, seen) = (team, number, team.Round);
            thread = new Thread(Work) { IsBackground = true, Name = $"{Thread.CurrentThread.Name}, thread {number + 2}" };
            thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref asleep) == 1 && Interlocked.Exchange(ref asleep, 0) == 1) bell.Set();
        }

        public void Dispose()
        {
            thread.Join(); // the team is over, and this one awake
            bell.Dispose();
        }

        private void Work()
        {
            while (true)
            {
                var round = Next();
                if (team.over) return;
                if (number >= team.invited) continue;
                var done = 0;
                for (var index = team.Claim(round, fromBelow: false); index >= 0; index = team.Claim(round, fromBelow: false))
                {
                    team.Do(index);
                    done++;
                }

                if (done > 0) Interlocked.Add(ref team.unfinished, -done);
            }
        }

        // Waits for a round after the last one seen: awake for a while, then asleep.
        private int Next()
        {
            // Whoever else wants the core gets it at once: the system may have put this thread where the caller was.
            for (var began = Stopwatch.GetTimestamp(); team.Round == seen && Stopwatch.GetElapsedTime(began) < LookOut; Thread.Yield()) Thread.SpinWait(4);
            while (team.Round == seen)
            {
                Interlocked.Exchange(ref asleep, 1);
                // Whoever begins a round writes it first and looks then who sleeps: either the round is seen here, or the bell rings.
                if (team.Round == seen || Interlocked.Exchange(ref asleep, 0) == 0) bell.WaitOne();
            }

            return seen = team.Round;
        }
    }
}
