using System.Security.Cryptography.X509Certificates;

namespace Streaming.Console.Web;

/// <summary>What encrypts the key ring: the keys of cookies and forms.</summary>
/// <param name="Current">With an RSA key; new keys are encrypted with it.</param>
/// <param name="Older">With their keys; what they have encrypted can still be read.</param>
public sealed record KeyCertificates(X509Certificate2 Current, IReadOnlyList<X509Certificate2> Older);
