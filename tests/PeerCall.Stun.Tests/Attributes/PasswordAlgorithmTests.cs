namespace PeerCall.Stun.Tests.Attributes;

public class PasswordAlgorithmTests
{
    [Fact]
    public void A_list_survives_the_way_there_and_back()
    {
        var writer = new StunWriter(new byte[64], StunMethod.Allocate, StunClass.ErrorResponse, RawMessage.Id);
        writer.AddPasswordAlgorithms(PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5);
        StunMessage.TryParse(writer.Written, out var message).ShouldBe(StunFault.None);

        message.GetPasswordAlgorithms(out var list).ShouldBe(AttributePresence.Present);
        list.Bytes.ToArray().ShouldBe([0, 2, 0, 0, 0, 1, 0, 0]);
        Entries(list).ShouldBe([PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5]);
        list.FirstKnown().ShouldBe(PasswordAlgorithm.Sha256);
        list.Contains(PasswordAlgorithm.Md5).ShouldBeTrue();
    }

    [Fact]
    public void Unknown_algorithms_with_padded_parameters_are_stepped_over()
    {
        byte[] value = [0, 9, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, /* MD5 with parameters is not the MD5 we know */ 0, 1, 0, 1, 7, 0, 0, 0, 0, 2, 0, 0];
        PasswordAlgorithmList.TryRead(value, out var list).ShouldBeTrue();

        Entries(list).ShouldBe([PasswordAlgorithm.None, PasswordAlgorithm.None, PasswordAlgorithm.Sha256]);
        list.FirstKnown().ShouldBe(PasswordAlgorithm.Sha256);
        list.Contains(PasswordAlgorithm.Md5).ShouldBeFalse();
    }

    [Fact]
    public void The_last_entry_may_leave_its_padding_to_the_attribute()
    {
        PasswordAlgorithmList.TryRead([0, 2, 0, 0, 0, 9, 0, 1, 7], out var list).ShouldBeTrue();

        Entries(list).ShouldBe([PasswordAlgorithm.Sha256, PasswordAlgorithm.None]);
    }

    [Theory]
    [InlineData]
    [InlineData((byte)0)]
    [InlineData((byte)0, (byte)2, (byte)0)]
    [InlineData((byte)0, (byte)2, (byte)0, (byte)1)]
    [InlineData((byte)0, (byte)2, (byte)0xFF, (byte)0xFF, (byte)1)]
    [InlineData((byte)0, (byte)2, (byte)0, (byte)0, (byte)1)]
    public void A_list_that_ends_inside_an_entry_is_malformed(params byte[] value)
    {
        PasswordAlgorithmList.TryRead(value, out _).ShouldBeFalse();
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.PasswordAlgorithms, value)), out var message).ShouldBe(StunFault.None);
        message.GetPasswordAlgorithms(out _).ShouldBe(AttributePresence.Malformed);
    }

    [Theory]
    [InlineData(PasswordAlgorithm.Md5, (byte)0, (byte)1, (byte)0, (byte)0)]
    [InlineData(PasswordAlgorithm.Sha256, (byte)0, (byte)2, (byte)0, (byte)0)]
    [InlineData(PasswordAlgorithm.None, (byte)0, (byte)3, (byte)0, (byte)0)]
    [InlineData(PasswordAlgorithm.None, (byte)0, (byte)2, (byte)0, (byte)1, (byte)9)]
    [InlineData(PasswordAlgorithm.None, (byte)0, (byte)2, (byte)0, (byte)1, (byte)9, (byte)0, (byte)0, (byte)0)]
    public void A_single_algorithm_is_read(PasswordAlgorithm algorithm, params byte[] value)
    {
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.PasswordAlgorithm, value)), out var message).ShouldBe(StunFault.None);

        message.Get(StunAttributes.PasswordAlgorithm, out var read).ShouldBe(AttributePresence.Present);
        read.ShouldBe(algorithm);
    }

    [Theory]
    [InlineData((byte)0, (byte)1, (byte)0)]
    [InlineData((byte)0, (byte)1, (byte)0, (byte)1)]
    [InlineData((byte)0, (byte)1, (byte)0, (byte)0, (byte)0)]
    [InlineData((byte)0, (byte)1, (byte)0, (byte)1, (byte)9, (byte)0, (byte)0, (byte)0, (byte)0)]
    public void A_single_algorithm_of_another_length_is_malformed(params byte[] value)
    {
        StunMessage.TryParse(RawMessage.Request(RawMessage.Attribute(StunAttributeType.PasswordAlgorithm, value)), out var message).ShouldBe(StunFault.None);

        message.Get(StunAttributes.PasswordAlgorithm, out _).ShouldBe(AttributePresence.Malformed);
    }

    [Fact]
    public void None_is_not_written() =>
        Should.Throw<ArgumentException>(() => PasswordAlgorithmList.Write(new byte[8], PasswordAlgorithm.Md5, PasswordAlgorithm.None));

    private static List<PasswordAlgorithm> Entries(PasswordAlgorithmList list)
    {
        var entries = new List<PasswordAlgorithm>();
        foreach (var algorithm in list)
            entries.Add(algorithm);
        return entries;
    }
}
