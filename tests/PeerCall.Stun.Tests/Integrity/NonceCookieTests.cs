using System.Text;

namespace PeerCall.Stun.Tests.Integrity;

public class NonceCookieTests
{
    [Theory]
    [InlineData(StunSecurityFeatures.None, "obMatJos2AAAA")]
    [InlineData(StunSecurityFeatures.PasswordAlgorithms, "obMatJos2AAAB")]
    [InlineData(StunSecurityFeatures.UsernameAnonymity, "obMatJos2AAAC")]
    [InlineData(StunSecurityFeatures.PasswordAlgorithms | StunSecurityFeatures.UsernameAnonymity, "obMatJos2AAAD")]
    [InlineData((StunSecurityFeatures)0xFBEFFF, "obMatJos2++//")]
    public void A_cookie_survives_the_way_there_and_back(StunSecurityFeatures features, string text)
    {
        var bytes = new byte[NonceCookie.Length];
        new NonceCookie(features).Write(bytes);

        Encoding.ASCII.GetString(bytes).ShouldBe(text);
        NonceCookie.TryRead(bytes, out var read).ShouldBeTrue();
        read.Features.ShouldBe(features);
        NonceCookie.TryRead(Encoding.ASCII.GetBytes(text + "f//499k954d6"), out read).ShouldBeTrue();
        read.Features.ShouldBe(features);
    }

    [Theory]
    [InlineData("")]
    [InlineData("obMatJos2")]
    [InlineData("obMatJos2AAA")]
    [InlineData("obmatjos2AAAA")]
    [InlineData("f//499k954d6OL34oL9FSTvy64sA")]
    [InlineData("obMatJos2AA==")]
    [InlineData("obMatJos2A A ")]
    [InlineData("obMatJos2\r\n\r\n")]
    [InlineData("obMatJos2AA-_")]
    public void A_nonce_without_a_cookie_has_none(string nonce) => NonceCookie.TryRead(Encoding.ASCII.GetBytes(nonce), out _).ShouldBeFalse();

    [Fact]
    public void A_cookie_needs_its_13_bytes() =>
        Should.Throw<ArgumentException>(() => new NonceCookie(StunSecurityFeatures.None).Write(new byte[12]));
}
