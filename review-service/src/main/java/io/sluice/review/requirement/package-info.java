/**
 * What must hold before a change may land, as pure rules that explain themselves clause by clause.
 * Verdicts are derived whenever they are asked for and stored nowhere.
 */
@NullMarked
package io.sluice.review.requirement;

import org.jspecify.annotations.NullMarked;
