/**
 * The file formats of a Sluice repository: which paths exist, how YAML is read with line and
 * column, what each file must hold, and the digest that identifies a version. Pure: no Git, no
 * database, no HTTP.
 */
@NullMarked
package io.sluice.registry.format;

import org.jspecify.annotations.NullMarked;
