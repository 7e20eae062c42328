package io.sluice.review.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.json.CanonicalJson;
import java.util.ArrayList;
import java.util.List;

/** The cases of one evaluation, in order. */
public record TestSuite(SuiteKind kind, List<TestCase> cases) {
  public TestSuite {
    cases = List.copyOf(cases);
  }

  /** The cases of a parsed {@code tests.yaml}. */
  public static TestSuite of(JsonNode tests) {
    List<TestCase> cases = new ArrayList<>();
    tests.path("cases").forEach(json -> cases.add(TestCase.of(json)));
    return new TestSuite(SuiteKind.TESTS, cases);
  }

  /** What two evaluations have in common when their results may be compared case by case. */
  public String digest() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    cases.forEach(testCase -> json.add(testCase.json()));
    ObjectNode suite = JsonNodeFactory.instance.objectNode().put("kind", kind.wireName());
    suite.set("cases", json);
    return CanonicalJson.digest(suite.toString());
  }
}
