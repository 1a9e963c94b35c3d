using Microsoft.Extensions.Options;
using PeerCall.Signaling;

namespace PeerCall.Peer.Hosting;

/// <summary>Where and as whom a hosted participant takes part; can be bound to configuration.</summary>
public sealed class PeerCallPeerOptions
{
    /// <summary>The room link, such as <c>https://call.example.org/r/standup</c>. Required.</summary>
    public string RoomUrl { get; set; } = "";

    /// <summary>How the others see it: 1 to 64 characters. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The room's password. A secret. Default null.</summary>
    public string? Password { get; set; }

    /// <summary>Takes no other path than through a TURN server. Default false.</summary>
    public bool RelayOnly { get; set; }

    /// <summary>Changes what the client is made with, for everything that is not above. Default null.</summary>
    public Func<PeerCallClientOptions, PeerCallClientOptions>? Configure { get; set; }
}

/// <summary>Checks the options when the program starts: what is wrong is one sentence.</summary>
internal sealed class PeerCallPeerOptionsCheck : IValidateOptions<PeerCallPeerOptions>
{
    public ValidateOptionsResult Validate(string? name, PeerCallPeerOptions options)
    {
        if (!RoomLink.TryParse(options.RoomUrl, out _))
            return ValidateOptionsResult.Fail($"RoomUrl of the peer '{name}' has to be a room link such as https://call.example.org/r/standup.");
        return DisplayName.Clean(options.Name) is null
            ? ValidateOptionsResult.Fail($"Name of the peer '{name}' has to be a text of 1 to 64 characters that can be seen.")
            : ValidateOptionsResult.Success;
    }
}
