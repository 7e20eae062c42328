package io.sluice.testkit;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The committed API description is what the service serves. After a wanted change of the API:
 * {@code ./sluice test -Dsluice.api.update}, and commit the difference.
 */
public abstract class ApiDescription {
  /** Name of the service, as in {@code docs/api/<name>.yaml}. */
  protected abstract String service();

  @Test
  void theCommittedDescriptionIsWhatIsServed() throws IOException {
    String served =
        given()
            .accept("application/yaml")
            .get("/q/openapi")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    Path committed = Path.of("..", "docs", "api", service() + ".yaml");
    if (System.getProperty("sluice.api.update") != null) {
      Files.createDirectories(committed.getParent());
      Files.writeString(committed, served);
    }
    assertEquals(
        Files.readString(committed),
        served,
        "docs/api/" + service() + ".yaml is out of date; run with -Dsluice.api.update");
  }
}
