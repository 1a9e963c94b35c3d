namespace PeerCall.Sctp.Tests;

public sealed class TsnBitmapTests
{
    [Fact]
    public void It_agrees_with_a_set_also_across_the_wrap_and_when_it_grows()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var first = unchecked((uint)-random.Next(300));
            var bitmap = new TsnBitmap(64);
            var set = new HashSet<uint>();
            var span = 64u;
            for (var step = 0; step < 300; step++)
            {
                var tsn = unchecked(first + (uint)random.Next((int)span));
                switch (random.Next(5))
                {
                    case 0:
                        bitmap[tsn] = false;
                        set.Remove(tsn);
                        break;
                    case 1 when span < 1024:
                        bitmap.Resize((int)span * 2, first, unchecked(first + span));
                        span *= 2;
                        break;
                    case 2:
                        var to = unchecked(first + (uint)random.Next((int)(tsn - first), (int)span));
                        bitmap.Clear(tsn, to);
                        set.RemoveWhere(x => x - first >= tsn - first && x - first < to - first);
                        break;
                    default:
                        bitmap[tsn] = true;
                        set.Add(tsn);
                        break;
                }
            }

            var end = unchecked(first + span);
            for (var tsn = first; tsn != end; tsn++)
            {
                bitmap[tsn].ShouldBe(set.Contains(tsn), $"seed {seed}");
                var next = tsn;
                while (next != end && !set.Contains(next))
                    next++;
                bitmap.Next(tsn, end).ShouldBe(next, $"seed {seed}");
            }
        }
    }
}
