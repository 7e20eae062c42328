/**
 * Decision tokens: the signed memory of one served call. An app hands the token back with the
 * outcome, so no table of served calls is needed, and nobody can report about calls that were not
 * served to them.
 */
@NullMarked
package io.sluice.rollout.decision;

import org.jspecify.annotations.NullMarked;
