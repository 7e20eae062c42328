/**
 * What a deployment checklist has to know of a version's content: which fields of the entry are
 * there, what it promises, and what its test suite is made of. Facts only; whether they are good
 * enough is decided elsewhere.
 */
@NullMarked
package io.sluice.registry.facts;

import org.jspecify.annotations.NullMarked;
