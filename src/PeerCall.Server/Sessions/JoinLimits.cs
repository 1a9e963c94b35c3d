using PeerCall.Server.Web;

namespace PeerCall.Server.Sessions;

/// <summary>How often one address may join, and try a room's password: names of rooms and passwords cannot be guessed by trying.</summary>
internal sealed class JoinLimits(SignalingOptions options, TimeProvider time)
{
    private readonly AddressRateLimiter? _joins = Limiter(options.JoinRate, time);
    private readonly AddressRateLimiter? _passwords = Limiter(options.PasswordRate, time);

    public bool MayJoin(AddressKey address) => _joins?.TryTake(address, out _) ?? true;

    public bool MayTryPassword(AddressKey address) => _passwords?.TryTake(address, out _) ?? true;

    private static AddressRateLimiter? Limiter(int perMinute, TimeProvider time) =>
        perMinute == 0 ? null : new AddressRateLimiter(time, perMinute, burst: perMinute);
}
