package io.sluice.kit.attestation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.jws.BadSignatureException;
import io.sluice.kit.jws.Es256;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.Test;

class SignedApprovalTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String APPROVAL =
      """
      {"change":7,"changeDigest":"sha256:aa","promotions":[{"digest":"sha256:bb",\
      "environment":"production","prompt":"greeting","version":2}],"versions":[{"digest":\
      "sha256:bb","prompt":"greeting","version":2}]}""";

  private static EllipticCurveJsonWebKey key(String id) throws Exception {
    EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId(id);
    return key;
  }

  private static void refused(String why, EllipticCurveJsonWebKey key, String text) {
    assertEquals(
        why,
        assertThrows(
                BadSignatureException.class,
                () -> SignedApproval.verify(new JsonWebKeySet(key), text))
            .getMessage());
  }

  /** The example of the DSSE specification (protocol.md, "Test Vectors"). */
  @Test
  void whatIsSignedIsThePreAuthenticationEncodingOfTheSpecification() {
    assertArrayEquals(
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world".getBytes(UTF_8),
        Dsse.preAuthEncoding("http://example.com/HelloWorld", "hello world".getBytes(UTF_8)));
  }

  @Test
  void anApprovalIsAnInTotoStatementInAnEnvelopeThatAnyToolCanCheck() throws Exception {
    EllipticCurveJsonWebKey key = key("one");

    String signed = SignedApproval.sign(key, APPROVAL);

    assertEquals(
        new SignedApproval(APPROVAL, "one"), SignedApproval.verify(new JsonWebKeySet(key), signed));
    JsonNode envelope = JSON.readTree(signed);
    assertEquals("application/vnd.in-toto+json", envelope.path("payloadType").asText());
    byte[] payload = Base64.getDecoder().decode(envelope.path("payload").asText());
    JsonNode statement = JSON.readTree(payload);
    assertEquals("https://in-toto.io/Statement/v1", statement.path("_type").asText());
    assertEquals(
        "https://sluice.io/attestation/approval/v1", statement.path("predicateType").asText());
    assertEquals(
        "[{\"digest\":{\"sha256\":\"aa\"},\"name\":\"change/7\"},"
            + "{\"digest\":{\"sha256\":\"bb\"},\"name\":\"greeting@2\"}]",
        statement.path("subject").toString());
    // By hand, with nothing of Sluice: SHA256withECDSA over the encoding, the signature in DER.
    Signature check = Signature.getInstance("SHA256withECDSA");
    check.initVerify(key.getPublicKey());
    check.update(
        ("DSSEv1 28 application/vnd.in-toto+json " + payload.length + " ").getBytes(UTF_8));
    check.update(payload);
    JsonNode signature = envelope.path("signatures").path(0);
    assertEquals("one", signature.path("keyid").asText());
    assertEquals(true, check.verify(Base64.getDecoder().decode(signature.path("sig").asText())));
  }

  @Test
  void whatWasSignedBeforeThereWereEnvelopesStillVerifies() throws Exception {
    EllipticCurveJsonWebKey key = key("old");
    String jws = Es256.sign(key, "sluice-approval/v1", APPROVAL);

    assertEquals(
        new SignedApproval(APPROVAL, "old"), SignedApproval.verify(new JsonWebKeySet(key), jws));
    assertEquals(Optional.of(APPROVAL), SignedApproval.unverified(jws));
    assertEquals("application/jose", SignedApproval.mediaType(jws));
    refused("No known key has its key id old", key("new"), jws);
    refused(
        "It is not a statement of type sluice-approval/v1", key, Es256.sign(key, "JWT", APPROVAL));
  }

  @Test
  void nothingElseIsBelieved() throws Exception {
    EllipticCurveJsonWebKey key = key("one");
    String signed = SignedApproval.sign(key, APPROVAL);
    ObjectNode envelope = (ObjectNode) JSON.readTree(signed);

    refused("No known key has its key id one", key("two"), signed);
    refused("Its signature is wrong for key one", key("one"), signed);
    refused("Its signature is wrong for key one", key, edited(envelope, "payload", "e30="));
    refused("It is not an envelope that can be verified", key, signed.substring(0, 99));
    refused("Its envelope lacks a part", key, "{\"payloadType\":\"application/vnd.in-toto+json\"}");
    refused(
        "Its envelope does not hold application/vnd.in-toto+json",
        key,
        edited(envelope, "payloadType", "text/plain"));
    ObjectNode unsigned = envelope.deepCopy();
    unsigned.putArray("signatures");
    refused("It is not signed", key, unsigned.toString());
  }

  private static String edited(ObjectNode envelope, String field, String value) {
    return envelope.deepCopy().put(field, value).toString();
  }

  @Test
  void aStatementOfAnotherTypeOrAboutSomethingElseIsRefusedAlthoughItIsSigned() throws Exception {
    EllipticCurveJsonWebKey key = key("one");
    byte[] payload = ApprovalStatement.around(APPROVAL);
    String text = new String(payload, UTF_8);

    refused(
        "It is not a statement of type https://sluice.io/attestation/approval/v1",
        key,
        Dsse.sign(
            key,
            ApprovalStatement.PAYLOAD_TYPE,
            text.replace("approval/v1", "approval/v9").getBytes(UTF_8)));
    refused(
        "Its subjects are not what it says was approved",
        key,
        Dsse.sign(
            key,
            ApprovalStatement.PAYLOAD_TYPE,
            text.replace("\"name\":\"greeting@2\"", "\"name\":\"greeting@3\"").getBytes(UTF_8)));
  }

  @Test
  void aSignatureOfAStrangerBesideAKnownOneDoesNoHarm() throws Exception {
    EllipticCurveJsonWebKey key = key("one");
    ObjectNode envelope = (ObjectNode) JSON.readTree(SignedApproval.sign(key, APPROVAL));
    JsonNode own = envelope.path("signatures").path(0);
    envelope.putArray("signatures").add(own.deepCopy()).add(own);
    ((ObjectNode) envelope.path("signatures").path(0)).put("keyid", "stranger");

    assertEquals("one", SignedApproval.verify(new JsonWebKeySet(key), envelope.toString()).keyId());
  }
}
