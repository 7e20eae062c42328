package io.sluice.kit.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookTest {
  /** The example of the Standard Webhooks libraries' own tests. */
  @Test
  void aSignatureIsTheOneOfTheSpecification() {
    assertEquals(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .headers(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8))
            .get("webhook-signature"));
  }

  @Test
  void aBadSecretIsRefusedAndNotRepeated() {
    for (String bad : List.of("whsec_c2hvcnQ=", "plain-secret", "whsec_!!!")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> WebhookSecret.parse(bad)).getMessage();
      assertFalse(message.contains(bad), message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,false",
    "10.1.2.3,false",
    "172.16.0.1,false",
    "192.168.1.1,false",
    "169.254.169.254,false",
    "100.64.0.1,false",
    "0.0.0.0,false",
    "198.18.0.1,false",
    "224.0.0.1,false",
    "255.255.255.255,false",
    "::1,false",
    "fe80::1,false",
    "fd00::1,false",
    "::ffff:10.0.0.1,false",
    "2002:a00:1::1,false",
    "64:ff9b::a00:1,false",
    "2001:db8::1,false",
    "93.184.216.34,true",
    "172.32.0.1,true",
    "100.128.0.1,true",
    "2606:2800:220:1:248:1893:25c8:1946,true"
  })
  void onlyPublicAddressesAreCalled(String address, boolean isPublic) throws Exception {
    assertEquals(
        isPublic,
        new WebhookAddresses(List.of(), false).objection(InetAddress.getByName(address)).isEmpty());
  }

  @Test
  void onlyHostsOnTheListAreCalledAndOnlyByHttps() {
    WebhookAddresses allowed =
        new WebhookAddresses(List.of("hooks.slack.com", "*.example.com"), false);

    assertEquals(Optional.empty(), allowed.objection(URI.create("https://hooks.slack.com/x")));
    assertEquals(Optional.empty(), allowed.objection(URI.create("https://a.example.com/x?y")));
    for (String refused :
        List.of(
            "http://hooks.slack.com/x",
            "https://evil.com/x",
            "https://example.com/x",
            "https://hooks.slack.com.evil.com/x",
            "https://user@hooks.slack.com/x",
            "https://hooks.slack.com/x#y",
            "ftp://hooks.slack.com/x",
            "mailto:x@hooks.slack.com")) {
      assertFalse(allowed.objection(URI.create(refused)).isEmpty(), refused);
    }
  }
}
