package io.sluice.rollout.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.verdict.Baseline;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How many statements single reports become while earlier ones are being written. */
class GroupCommitTest {
  private final List<List<ReportedOutcome>> statements = new ArrayList<>();
  private final List<UniEmitter<? super List<ReportedOutcome>>> ends = new ArrayList<>();
  private int answered;

  private final OutcomeWriter writer =
      new OutcomeWriter(
          new OutcomeStore(null) {
            @Override
            Uni<List<ReportedOutcome>> report(
                List<ReportedOutcome> batch, Map<Long, Baseline> baselines) {
              statements.add(batch);
              return Uni.createFrom().emitter(ends::add);
            }
          },
          new SimpleMeterRegistry());

  private void send(int reports) {
    for (int i = 0; i < reports; i++) {
      Decision decision =
          new Decision(
              UUID.randomUUID(), "production", "greeting", 1, 0, 0, Arm.STABLE, 0, "shop", null);
      writer
          .write(
              List.of(new ReportedOutcome(decision, OutcomeStatus.OK, null, null, null)), Map.of())
          .subscribe()
          .with(counted -> answered += counted.size());
    }
  }

  private void end(int statement) {
    ends.get(statement).complete(statements.get(statement));
  }

  private List<Integer> sizes() {
    return statements.stream().map(List::size).toList();
  }

  @Test
  void firstDoesNotWaitAndFewWaitForItTogether() {
    send(1);
    send(OutcomeWriter.WORTH_ANOTHER - 1);
    assertEquals(List.of(1), sizes());
    end(0);
    assertEquals(List.of(1, OutcomeWriter.WORTH_ANOTHER - 1), sizes());
    end(1);
    assertEquals(OutcomeWriter.WORTH_ANOTHER, answered);
  }

  @Test
  void manyAreWrittenBesideWhatIsUnderWay() {
    send(1 + OutcomeWriter.WORTH_ANOTHER);
    assertEquals(List.of(1, OutcomeWriter.WORTH_ANOTHER), sizes());
    send(1);
    end(1);
    assertEquals(List.of(1, OutcomeWriter.WORTH_ANOTHER), sizes());
    end(0);
    assertEquals(List.of(1, OutcomeWriter.WORTH_ANOTHER, 1), sizes());
    end(2);
    assertEquals(OutcomeWriter.WORTH_ANOTHER + 2, answered);
  }
}
