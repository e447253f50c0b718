using Engram.Experiments.Running;

namespace Engram.Experiments.Tests.Running;

public sealed class ThreadTeamTests
{
    public static TheoryData<int> Threads => [1, 2, 3, 4, 7, 16];

    [Theory, MemberData(nameof(Threads))]
    public void Every_part_is_done_once(int threads)
    {
        using var team = new ThreadTeam();
        var done = new int[20];
        Action<int> part = index => Interlocked.Increment(ref done[index]);
        for (var round = 1; round <= 3000; round++)
        {
            var parts = round % (done.Length + 1);
            Array.Clear(done);
            team.Run(threads, parts, part);
            Assert.All(done[..parts], times => Assert.Equal(1, times));
            Assert.All(done[parts..], times => Assert.Equal(0, times));
        }
    }

    [Theory, MemberData(nameof(Threads))]
    public void A_team_that_fell_asleep_works_on(int threads)
    {
        using var team = new ThreadTeam();
        var sum = 0;
        Action<int> part = index => Interlocked.Add(ref sum, index);
        for (var round = 0; round < 20; round++)
        {
            Thread.Sleep(round % 3); // longer than the look-out in two rounds of three
            team.Run(threads, 8, part);
        }

        Assert.Equal(20 * 28, sum);
    }

    [Fact]
    public void Team_mates_do_take_parts_and_the_caller_takes_the_first()
    {
        using var team = new ThreadTeam();
        var caller = Environment.CurrentManagedThreadId;
        int[] threads = new int[2];
        using var second = new ManualResetEventSlim();
        team.Run(2, 2, index =>
        {
            threads[index] = Environment.CurrentManagedThreadId;
            if (index == 0) Assert.True(second.Wait(TimeSpan.FromSeconds(30)), "Nobody took the second part while the caller was busy with the first.");
            else second.Set();
        });
        Assert.Equal(caller, threads[0]);
        Assert.NotEqual(caller, threads[1]);
    }

    [Fact]
    public void No_more_threads_take_part_than_were_asked_for()
    {
        using var team = new ThreadTeam();
        team.Run(7, 7, _ => Thread.Sleep(5)); // the team is seven now
        for (var round = 0; round < 50; round++)
        {
            var (together, most) = (0, 0);
            team.Run(2, 7, _ =>
            {
                var now = Interlocked.Increment(ref together);
                while (Volatile.Read(ref most) is var before && now > before && Interlocked.CompareExchange(ref most, now, before) != before)
                {
                }

                Thread.SpinWait(2000);
                Interlocked.Decrement(ref together);
            });
            Assert.InRange(most, 1, 2);
        }
    }

    [Theory, MemberData(nameof(Threads))]
    public void The_first_parts_exception_is_thrown_and_the_team_works_on(int threads)
    {
        using var team = new ThreadTeam();
        for (var round = 0; round < 100; round++)
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => team.Run(threads, 7, static index =>
            {
                if (index is 2 or 5 or 6) throw new InvalidOperationException($"part {index}");
            }));
            Assert.Equal("part 2", thrown.Message);
            Assert.Contains(nameof(The_first_parts_exception_is_thrown_and_the_team_works_on), thrown.StackTrace!, StringComparison.Ordinal);
        }

        var done = 0;
        team.Run(threads, 7, _ => Interlocked.Increment(ref done));
        Assert.Equal(7, done);
    }

    [Theory, MemberData(nameof(Threads))]
    public void A_round_allocates_nothing(int threads)
    {
        using var team = new ThreadTeam();
        var done = 0;
        long allocated = 0;
        Action<int> part = _ => Interlocked.Increment(ref done);
        Action<int> measured = _ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            part(0);
            Interlocked.Add(ref allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        };
        for (var round = 0; round < 200; round++) team.Run(threads, 7, measured);
        allocated = 0;
        var start = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 200; round++) team.Run(threads, 7, measured);
        Assert.Equal(start, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, allocated);
    }
}
