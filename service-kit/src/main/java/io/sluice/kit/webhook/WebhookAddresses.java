package io.sluice.kit.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where deliveries may go. A URL is checked by its host's name, and once more by the addresses that
 * the name has at that moment: a name that is allowed may point anywhere.
 *
 * @param hosts names that may be called; {@code *.example.com} stands for all below it
 * @param privateAllowed also addresses that only this network knows, and plain {@code http}
 */
public record WebhookAddresses(List<String> hosts, boolean privateAllowed) {
  public WebhookAddresses {
    hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /** Why a URL must not be called; empty when its name may be. */
  public Optional<String> objection(URI url) {
    String host = url.getHost();
    if (host == null || url.getUserInfo() != null || url.getFragment() != null) {
      return Optional.of("it is not a plain https URL");
    }
    if (!"https".equals(url.getScheme()) && !(privateAllowed && "http".equals(url.getScheme()))) {
      return Optional.of("only https is spoken");
    }
    String name = host.toLowerCase(Locale.ROOT);
    boolean allowed =
        hosts.stream()
            .anyMatch(h -> h.equals(name) || h.startsWith("*.") && name.endsWith(h.substring(1)));
    return allowed ? Optional.empty() : Optional.of("the host " + name + " is not on the list");
  }

  /** Why an address must not be called; empty when it may be. */
  public Optional<String> objection(InetAddress address) {
    return privateAllowed || isPublic(address)
        ? Optional.empty()
        : Optional.of("its address " + address.getHostAddress() + " is not a public one");
  }

  /**
   * False for everything that is not plainly somebody else's machine on the Internet: loopback,
   * link-local (cloud metadata), private, carrier-grade NAT, benchmark, documentation, multicast,
   * and IPv6 that carries such an IPv4 address.
   */
  static boolean isPublic(InetAddress address) {
    byte[] b = address.getAddress();
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    return address instanceof Inet4Address ? isPublic4(b) : isPublic6(b);
  }

  private static boolean isPublic4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    int third = b[2] & 0xff;
    boolean special =
        first == 0
            || first >= 224
            || first == 100 && second >= 64 && second <= 127
            || first == 192 && second == 0 && (third == 0 || third == 2)
            || first == 198 && (second == 18 || second == 19 || second == 51 && third == 100)
            || first == 203 && second == 0 && third == 113;
    return !special;
  }

  /**
   * Only 2000::/3 is assigned to be routed; in it, 6to4 and Teredo wrap IPv4, 2001:db8 is paper.
   */
  private static boolean isPublic6(byte[] b) {
    boolean global = (b[0] & 0xe0) == 0x20;
    boolean wraps = b[0] == 0x20 && b[1] == 0x02;
    boolean special = b[0] == 0x20 && b[1] == 0x01 && (b[2] == 0 || b[2] == 0x0d);
    return global && !wraps && !special;
  }
}
