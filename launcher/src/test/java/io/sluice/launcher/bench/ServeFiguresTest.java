package io.sluice.launcher.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.bench.Wrk.Seen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How rounds of {@code ./sluice bench serve} are put together and judged. */
class ServeFiguresTest {
  private final StringWriter said = new StringWriter();

  @Test
  void ratiosAreTakenWithinARoundAndTheMiddleOneCounts() {
    ServeFigures figures = new ServeFigures();
    round(figures, 100_000, 80_000, 72_000);
    round(figures, 10_000, 8_000, 7_600); // disturbed, and everything in it alike
    round(figures, 100_000, 80_000, 40_000);
    assertTrue(figures.print(new PrintWriter(said)), said.toString());
    assertTrue(said.toString().contains("0.90 (0.50 to 0.95; to reach: at least 0.85)"));
    assertTrue(said.toString().contains("0.72 (0.40 to 0.76; to reach: at least 0.70)"));
  }

  @Test
  void targetThatIsMissedIsNamed() {
    ServeFigures figures = new ServeFigures();
    round(figures, 100_000, 80_000, 60_000);
    assertFalse(figures.print(new PrintWriter(said)));
    List<String> missed = said.toString().lines().filter(l -> l.endsWith("MISSED")).toList();
    assertEquals(2, missed.size(), said.toString());
    assertTrue(missed.getFirst().contains("of the bare route"));
    assertTrue(missed.getLast().contains("of nginx"));
  }

  @Test
  void whatIsPrintedAsTheTargetMeetsIt() {
    ServeFigures figures = new ServeFigures();
    round(figures, 90_000, 80_000, 67_640);
    assertTrue(figures.print(new PrintWriter(said)), said.toString());
    assertTrue(said.toString().contains("0.85 (0.85 to 0.85; to reach: at least 0.85)"));
  }

  private static void round(ServeFigures figures, double nginx, double bare, double fetch) {
    figures.add(ServeFigures.NGINX, new Seen(nginx, 0.5, 1, 5));
    figures.add(ServeFigures.BARE, new Seen(bare, 0.6, 1.2, 10));
    figures.add(ServeFigures.FETCH, new Seen(fetch, 0.7, 1.5, 12));
    figures.add(ServeFigures.UNCHANGED, new Seen(fetch + 1, 0.7, 1.5, 11));
    figures.add(ServeFigures.FEW_FETCH, new Seen(fetch / 2, 0.1, 0.9, 14));
  }
}
