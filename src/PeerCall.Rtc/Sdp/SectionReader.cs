using System.Buffers;
using System.Globalization;
using PeerCall.Ice;
using PeerCall.Rtc.Dtls;

namespace PeerCall.Rtc.Sdp;

/// <summary>
/// Collects the attributes of one section, or of the session level. What is not known is passed over; what contradicts itself is a fault.
/// </summary>
internal sealed class SectionReader
{
    // token-char of RFC 8866 §9.
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");

    // tls-id-char of RFC 8842 §4.
    private static readonly SearchValues<char> TlsIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");

    private readonly List<CandidateAttribute> _candidates = [];
    private readonly List<CertificateFingerprint> _fingerprints = [];
    private string? _fragment;
    private string? _password;
    private bool _hasFingerprint;
    private bool _trickle;
    private bool _endOfCandidates;
    private bool _bundleOnly;
    private DtlsSetup? _setup;
    private string? _tlsId;
    private ushort? _sctpPort;
    private long? _maxMessageSize;
    private ushort? _sctpMapPort;

    public bool IsIceLite { get; private set; }

    public string? Mid { get; private set; }

    public List<IReadOnlyList<string>> BundleGroups { get; } = [];

    /// <summary>Takes the value of an <c>a=</c> line.</summary>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public string? Add(ReadOnlySpan<char> attribute)
    {
        var colon = attribute.IndexOf(':');
        var value = colon < 0 ? default : attribute[(colon + 1)..].Trim(' ');
        switch (colon < 0 ? attribute.TrimEnd(' ') : attribute[..colon])
        {
            case "mid":
                return AddMid(value);
            case "group":
                return AddGroup(value);
            case "ice-lite":
                IsIceLite = true;
                return null;
            case "ice-ufrag":
                return AddOnce(ref _fragment, value, "a=ice-ufrag");
            case "ice-pwd":
                return AddOnce(ref _password, value, "a=ice-pwd");
            case "ice-options":
                AddIceOptions(value);
                return null;
            case "candidate":
                if (_candidates.Count < SdpLimits.Candidates && CandidateAttribute.TryParse(value, out var candidate))
                    _candidates.Add(candidate);
                return null;
            case "end-of-candidates":
                _endOfCandidates = true;
                return null;
            case "bundle-only":
                _bundleOnly = true;
                return null;
            case "fingerprint":
                return AddFingerprint(value);
            case "setup":
                return AddSetup(value);
            case "tls-id":
                return value.Length is < 20 or > 255 || value.ContainsAnyExcept(TlsIdCharacters)
                    ? "a=tls-id has to be 20 to 255 letters, digits and +/-_."
                    : AddOnce(ref _tlsId, value, "a=tls-id");
            case "sctp-port":
                return AddSctpPort(value);
            case "sctpmap":
                return AddSctpMap(value);
            case "max-message-size":
                return AddMaxMessageSize(value);
            default:
                return null;
        }
    }

    /// <summary>Makes the section, with what the session level says where it says nothing itself.</summary>
    public MediaDescription ToMedia(MediaDescription line, SectionReader session)
    {
        var (fragment, password) = _fragment is null && _password is null ? (session._fragment, session._password) : (_fragment, _password);
        var form = FormOf(line);
        return line with
        {
            Mid = Mid,
            IsBundleOnly = _bundleOnly,
            Ice = fragment is not null && password is not null ? new IceParameters(fragment, password) : null,
            IsTrickle = _trickle || session._trickle,
            Candidates = _candidates.Count == 0 ? session._candidates : _candidates,
            IsEndOfCandidates = _endOfCandidates || session._endOfCandidates,
            Fingerprints = _hasFingerprint ? _fingerprints : session._fingerprints,
            Setup = _setup ?? session._setup,
            TlsId = _tlsId ?? session._tlsId,
            Form = form,
            SctpPort = form is DataSectionForm.Legacy ? _sctpMapPort!.Value : _sctpPort ?? MediaDescription.DefaultSctpPort,
            MaxMessageSize = _maxMessageSize ?? MediaDescription.DefaultMaxMessageSize,
        };
    }

    private DataSectionForm FormOf(MediaDescription line)
    {
        if (line.Kind != MediaDescription.Application)
            return DataSectionForm.None;
        return line.Protocol switch
        {
            "UDP/DTLS/SCTP" or "TCP/DTLS/SCTP" or "DTLS/SCTP" when line.Formats == "webrtc-datachannel" => DataSectionForm.Current,
            "DTLS/SCTP" when _sctpMapPort is { } port && line.Formats == port.ToString(CultureInfo.InvariantCulture) => DataSectionForm.Legacy,
            _ => DataSectionForm.None,
        };
    }

    private string? AddMid(ReadOnlySpan<char> value)
    {
        if (value.Length is 0 or > SdpLimits.Mid || value.ContainsAnyExcept(Token))
            return "a=mid has to be a token of at most 64 characters.";
        if (Mid is not null)
            return "a=mid is there twice.";
        Mid = value.ToString();
        return null;
    }

    private string? AddGroup(ReadOnlySpan<char> value)
    {
        var words = new SdpWords(value);
        if (!words.Next().SequenceEqual("BUNDLE"))
            return null;
        var group = new List<string>();
        for (var mid = words.Next(); !mid.IsEmpty; mid = words.Next())
        {
            if (group.Count == SdpLimits.Sections)
                return "A group has too many members.";
            group.Add(mid.ToString());
        }
        // An empty group is what remains when all sections have been rejected.
        if (group.Count > 0)
            BundleGroups.Add(group);
        return null;
    }

    private static string? AddOnce(ref string? field, ReadOnlySpan<char> value, string name)
    {
        if (field is not null && !value.SequenceEqual(field))
            return name + " is there twice.";
        field = value.ToString();
        return null;
    }

    private void AddIceOptions(ReadOnlySpan<char> value)
    {
        var words = new SdpWords(value);
        for (var word = words.Next(); !word.IsEmpty; word = words.Next())
            _trickle |= word.SequenceEqual("trickle");
    }

    private string? AddFingerprint(ReadOnlySpan<char> value)
    {
        if (!FingerprintAttribute.TryParse(value, out var fingerprint))
            return "a=fingerprint has to be a hash and bytes with colons between them.";
        _hasFingerprint = true;
        if (fingerprint is { } known && _fingerprints.Count < SdpLimits.Fingerprints && !_fingerprints.Contains(known))
            _fingerprints.Add(known);
        return null;
    }

    private string? AddSetup(ReadOnlySpan<char> value)
    {
        if (DtlsSetups.Parse(value) is not { } setup)
            return "a=setup has to be actpass, active, passive or holdconn.";
        if (_setup is { } before && before != setup)
            return "a=setup is there twice.";
        _setup = setup;
        return null;
    }

    private string? AddSctpPort(ReadOnlySpan<char> value)
    {
        if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return "a=sctp-port has to be 0 to 65535.";
        if (_sctpPort is { } before && before != port)
            return "a=sctp-port is there twice.";
        _sctpPort = port;
        return null;
    }

    private string? AddSctpMap(ReadOnlySpan<char> value)
    {
        var words = new SdpWords(value);
        if (!ushort.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return "a=sctpmap has to begin with a port.";
        if (words.Next().SequenceEqual("webrtc-datachannel"))
            _sctpMapPort = port;
        return null;
    }

    private string? AddMaxMessageSize(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange('0', '9'))
            return "a=max-message-size has to be a number.";
        // As large as nobody's memory is: the same as without limit.
        var size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
        if (_maxMessageSize is { } before && before != size)
            return "a=max-message-size is there twice.";
        _maxMessageSize = size;
        return null;
    }
}
