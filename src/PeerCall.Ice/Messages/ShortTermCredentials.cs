using System.Text;
using PeerCall.Stun;

namespace PeerCall.Ice;

/// <summary>The bytes that a generation's parameters become in messages (RFC 8445 §7.1.2, §7.3.1), made once.</summary>
internal sealed class ShortTermCredentials
{
    private readonly byte[] _localFragment;
    private readonly byte[] _localKey;
    private byte[]? _remoteFragment;
    private byte[]? _remoteKey;
    private byte[]? _username;

    public ShortTermCredentials(IceParameters local)
    {
        Local = local;
        _localFragment = Encoding.ASCII.GetBytes(local.UsernameFragment);
        _localKey = CredentialKey.ShortTerm(local.Password);
    }

    public IceParameters Local { get; }

    public IceParameters? Remote { get; private set; }

    /// <summary>Key of what the other end sends to us, and of our answers.</summary>
    public ReadOnlySpan<byte> LocalKey => _localKey;

    /// <summary>Key of what we send, and of the answers to that. Empty while the other end's parameters are unknown.</summary>
    public ReadOnlySpan<byte> RemoteKey => _remoteKey;

    /// <summary>USERNAME of our checks: the other end's fragment, a colon, ours.</summary>
    public ReadOnlySpan<byte> Username => _username;

    public void SetRemote(IceParameters remote)
    {
        Remote = remote;
        _remoteFragment = Encoding.ASCII.GetBytes(remote.UsernameFragment);
        _remoteKey = CredentialKey.ShortTerm(remote.Password);
        _username = [.. _remoteFragment, (byte)':', .. _localFragment];
    }

    /// <summary>Whether a request's USERNAME is for this generation: our fragment, a colon, theirs if we know it.</summary>
    /// <param name="username">Its bytes.</param>
    /// <param name="remoteFragment">The second half.</param>
    public bool Matches(ReadOnlySpan<byte> username, out ReadOnlySpan<byte> remoteFragment)
    {
        remoteFragment = default;
        if (username.Length <= _localFragment.Length || !username.StartsWith(_localFragment) || username[_localFragment.Length] != (byte)':')
            return false;
        remoteFragment = username[(_localFragment.Length + 1)..];
        return _remoteFragment is null ? remoteFragment.Length <= IceParameters.MaxLength : remoteFragment.SequenceEqual(_remoteFragment);
    }
}
