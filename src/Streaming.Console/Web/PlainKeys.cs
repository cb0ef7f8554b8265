using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Streaming.Console.Web;

/// <summary>
/// Says that the keys of the forms' tokens are stored as they are, beside everything else of the console: see <see
/// cref="DatabaseKeyRing"/>. Where nothing says so, the framework
/// warns of it at every start.
/// </summary>
internal sealed class PlainKeys : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement("unencryptedKey", plaintextElement), typeof(NullXmlDecryptor));
}
