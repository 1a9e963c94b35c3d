using PeerCall.Rtc.Dtls.OpenSsl;

namespace PeerCall.Rtc.Tests.Dtls;

public sealed class OpenSslLibraryTests
{
    [Fact]
    public void A_missing_library_is_one_sentence_that_says_what_to_do()
    {
        var trouble = OpenSslLibrary.FindTrouble(static _ => false, static () => 0x3000_0000);

        trouble.ShouldNotBeNull().ShouldStartWith("DTLS needs OpenSSL 3, which was not found: ");
        trouble.Split(". ").Length.ShouldBe(1);
    }

    [Fact]
    public void A_library_that_is_too_old_is_said_to_be() =>
        OpenSslLibrary.FindTrouble(static _ => true, static () => 0x1010_1000).ShouldNotBeNull().ShouldContain("older");

    [Fact]
    public void Another_library_of_that_name_is_said_to_be() =>
        OpenSslLibrary.FindTrouble(static _ => true, static () => throw new EntryPointNotFoundException()).ShouldNotBeNull().ShouldContain("another library");

    [Fact]
    public void The_one_of_this_machine_will_do() => OpenSslLibrary.Require();
}
