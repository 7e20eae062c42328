/**
 * The deployment checklist: what has to be shown of a version before an environment may run it.
 * Each item's verdict is derived, whenever it is asked for, from the change's content, the evidence
 * on record, what the rollout-service counted and what named people said; no verdict is stored.
 */
@NullMarked
package io.sluice.review.checklist;

import org.jspecify.annotations.NullMarked;
