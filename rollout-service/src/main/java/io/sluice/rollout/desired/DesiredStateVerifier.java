package io.sluice.rollout.desired;

import io.sluice.rollout.lifecycle.Plan;
import io.sluice.rollout.registry.DesiredState;
import io.sluice.rollout.registry.DesiredState.DesiredMargins;
import io.sluice.rollout.registry.DesiredState.DesiredPlan;
import io.sluice.rollout.registry.DesiredState.DesiredPrompt;
import io.sluice.rollout.registry.DesiredState.RollbackTarget;
import io.sluice.rollout.verdict.Margins;
import io.sluice.rollout.version.ApprovalVerifier;
import io.sluice.rollout.version.ApprovedVersion;
import io.sluice.rollout.version.Refusal.Source;
import io.sluice.rollout.version.Refusals;
import io.sluice.rollout.version.UnapprovedVersionException;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Separates what may be rolled out from what is refused. */
@ApplicationScoped
public class DesiredStateVerifier {
  /**
   * A desired state after verification.
   *
   * @param refused what is left out; visible as refusals until it is approved or no longer asked
   *     for
   */
  record Verified(List<VerifiedPrompt> prompts, List<VersionKey> refused) {}

  private static final Long NO_CHANGE = 0L;

  private final ApprovalVerifier verifier;
  private final Refusals refusals;

  @Inject
  DesiredStateVerifier(ApprovalVerifier verifier, Refusals refusals) {
    this.verifier = verifier;
    this.refusals = refusals;
  }

  /** Verifies every prompt by itself: one bad version never keeps the others from rolling out. */
  Verified verify(DesiredState state) {
    List<VerifiedPrompt> prompts = new ArrayList<>();
    List<VersionKey> refused = new ArrayList<>();
    for (DesiredPrompt wanted : state.prompts()) {
      VersionKey key =
          new VersionKey(
              state.environment(),
              wanted.prompt(),
              wanted.version(),
              Objects.requireNonNullElse(wanted.change(), NO_CHANGE));
      try {
        prompts.add(verify(key, wanted));
      } catch (UnapprovedVersionException | RuntimeException e) {
        refused.add(key);
        refusals.refuse(key, Source.REGISTRY, String.valueOf(e.getMessage()));
      }
    }
    return new Verified(prompts, refused);
  }

  /**
   * A refused rollback target is only remembered: most of the time what is live is known better.
   */
  private VerifiedPrompt verify(VersionKey key, DesiredPrompt wanted)
      throws UnapprovedVersionException {
    Plan plan = plan(wanted.plan());
    ApprovedVersion approved =
        verifier.verify(
            new VersionClaim(
                key, wanted.digest(), wanted.content().toString(), attestation(wanted)));
    RollbackTarget target = wanted.rollback();
    if (target == null) {
      return new VerifiedPrompt(approved, null, null, plan);
    }
    try {
      return new VerifiedPrompt(approved, rollback(key, target), null, plan);
    } catch (UnapprovedVersionException e) {
      return new VerifiedPrompt(approved, null, String.valueOf(e.getMessage()), plan);
    }
  }

  private static String attestation(DesiredPrompt wanted) throws UnapprovedVersionException {
    if (wanted.attestation() == null) {
      throw new UnapprovedVersionException("Nobody approved it: it has no attestation.");
    }
    return wanted.attestation();
  }

  private ApprovedVersion rollback(VersionKey wanted, RollbackTarget target)
      throws UnapprovedVersionException {
    VersionKey key =
        new VersionKey(
            wanted.environment(),
            wanted.prompt(),
            target.version(),
            verifier.attestedChange(target.attestation()));
    return verifier.verify(
        new VersionClaim(key, target.digest(), target.content().toString(), target.attestation()));
  }

  private static Plan plan(DesiredPlan plan) {
    return new Plan(
        plan.stages(),
        Plan.duration(plan.minStageTime()),
        Plan.duration(plan.watch()),
        plan.holdback(),
        Plan.duration(plan.maturity()),
        plan.alpha(),
        plan.absoluteMargin(),
        margins(plan.margins()),
        plan.ceiling());
  }

  private static Margins margins(@Nullable DesiredMargins margins) {
    return margins == null
        ? Margins.DEFAULT
        : new Margins(
            margins.early(), margins.late(), margins.earlyFeedback(), margins.lateFeedback());
  }
}
