namespace PeerCall.Rtc.Sdp;

/// <summary>Why a description cannot be read.</summary>
/// <param name="Line">The line, from 1; 0 if it is about the whole.</param>
/// <param name="Text">One sentence, which quotes nothing of the description.</param>
internal readonly record struct SdpFault(int Line, string Text);
