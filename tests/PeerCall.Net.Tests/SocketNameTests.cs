using System.Net;
using FsCheck;
using FsCheck.Fluent;
using PeerCall.Net.Batched;
using PeerCall.Net.Portable;
using PeerCall.Stun;

namespace PeerCall.Net.Tests;

public class SocketNameTests
{
    [Fact]
    public void An_address_survives_the_form_of_the_system() => Check(address =>
    {
        unsafe
        {
            var name = stackalloc byte[SocketName.Capacity];
            SocketName.Write(name, in address).ShouldBe(address.IsIPv4 ? 16U : 28U);
            SocketName.Read(name).ShouldBe(address);
        }
    });

    [Fact]
    public void An_address_survives_the_form_of_the_framework_which_reads_the_same() => Check(address =>
    {
        var name = new SocketAddress(address.AddressFamily);
        PortableSocketName.Write(name, in address);
        PortableSocketName.Read(name).ShouldBe(address);
        var any = new IPEndPoint(address.IsIPv4 ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var read = (IPEndPoint)any.Create(name);
        read.Address.GetAddressBytes().ShouldBe(address.ToIPAddress().GetAddressBytes());
        read.Port.ShouldBe(address.Port);
    });

    [Loops.OnLinuxFact]
    public void Both_forms_are_the_same_bytes() => Check(address =>
    {
        unsafe
        {
            var bytes = stackalloc byte[SocketName.Capacity];
            var length = (int)SocketName.Write(bytes, in address);
            new ReadOnlySpan<byte>(bytes, length).SequenceEqual(address.ToIPEndPoint().Serialize().Buffer.Span[..length]).ShouldBeTrue();
        }
    });

    private static void Check(Action<TransportAddress> property)
    {
        var parts = Gen.Choose(0, 255).ArrayOf(16).Select(values => Array.ConvertAll(values, value => (byte)value));
        var addresses =
            from bytes in parts
            from isIPv4 in Gen.Elements(true, false)
            from port in Gen.Choose(0, ushort.MaxValue)
            from scope in Gen.Choose(0, int.MaxValue)
            select TransportAddress.FromBytes(isIPv4 ? bytes.AsSpan(0, 4) : bytes, port, isIPv4 ? 0 : (uint)scope);
        Prop.ForAll(addresses.ToArbitrary(), property).QuickCheckThrowOnFailure();
    }
}
