package io.sluice.launcher.kill;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A built service with a call of {@link KillSwitch#at} at every place of a list, as a class path.
 * What has no place in it is the build's own file. Written beforehand and not by an agent, since a
 * JVM with an agent cannot use a cache of loaded classes, which halves what a start costs.
 */
public final class KillBuild {
  private static final ClassDesc SWITCH = ClassDesc.of(KillSwitch.class.getName());
  private static final MethodTypeDesc AT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

  /** In a signed jar, a class that was changed would not be loaded. */
  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

  private final List<Place> places;
  private final ClassFile format;
  private final Set<Place> found = new HashSet<>();

  private KillBuild(List<Place> places, ClassLoader types) {
    this.places = places;
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(types)
            .orElse(ClassHierarchyResolver.defaultResolver());
    this.format = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  /**
   * The class path of a build with calls in it; the same one again for the same build and places.
   *
   * @param application folder {@code quarkus-app} of the service
   * @param folder gets the jars that differ from the build's, in a folder of their own
   * @throws IllegalArgumentException a place is not in the code
   */
  public static List<Path> classPath(Path application, Path folder, Collection<Place> places)
      throws IOException {
    List<Path> jars = jars(application);
    Path changed = folder.resolve(name(jars, places));
    if (!Files.exists(changed)) {
      Path unfinished = Files.createDirectories(folder.resolve("unfinished-" + UUID.randomUUID()));
      write(jars, List.copyOf(places), unfinished);
      Files.move(unfinished, changed);
    }
    List<Path> path = new ArrayList<>();
    for (Path jar : jars) {
      Path instead = changed.resolve(jar.getFileName());
      path.add(Files.exists(instead) ? instead : jar);
    }
    path.add(changed.resolve("switch.jar"));
    return path;
  }

  /** In the order in which Quarkus' own class loader looks into them. */
  private static List<Path> jars(Path application) throws IOException {
    List<Path> jars = new ArrayList<>();
    jars.add(application.resolve("quarkus/transformed-bytecode.jar"));
    jars.add(application.resolve("quarkus/generated-bytecode.jar"));
    for (String part : List.of("app", "lib/boot", "lib/main")) {
      try (Stream<Path> files = Files.list(application.resolve(part))) {
        files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    return jars;
  }

  /** Differs when the build or the places do. */
  private static String name(List<Path> jars, Collection<Place> places) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path jar : jars) {
      all.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
    }
    places.forEach(place -> all.append(place.text()));
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static void write(List<Path> jars, List<Place> places, Path folder) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    try (URLClassLoader types = new URLClassLoader(urls.toArray(URL[]::new), null)) {
      KillBuild build = new KillBuild(places, types);
      for (Path jar : jars) {
        build.rewrite(jar, folder);
      }
      Set<Place> lost = new HashSet<>(places);
      lost.removeAll(build.found);
      if (!lost.isEmpty()) {
        throw new IllegalArgumentException("Not in the code: " + lost);
      }
    }
    Path own = folder.resolve("switch.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(own))) {
      String name = KillSwitch.class.getName().replace('.', '/') + ".class";
      out.putNextEntry(new JarEntry(name));
      try (InputStream in = KillSwitch.class.getClassLoader().getResourceAsStream(name)) {
        in.transferTo(out);
      }
    }
  }

  private void rewrite(Path jar, Path folder) throws IOException {
    try (JarFile in = new JarFile(jar.toFile(), false)) {
      if (places.stream().noneMatch(place -> in.getEntry(entry(place)) != null)) {
        return;
      }
      Path copy = folder.resolve(jar.getFileName());
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(copy))) {
        for (JarEntry entry : Collections.list(in.entries())) {
          if (!entry.isDirectory() && !SIGNATURE.matcher(entry.getName()).matches()) {
            out.putNextEntry(new JarEntry(entry.getName()));
            out.write(changed(entry.getName(), in.getInputStream(entry).readAllBytes()));
          }
        }
      }
    }
  }

  private static String entry(Place place) {
    return place.internalName() + ".class";
  }

  private byte[] changed(String entry, byte[] bytes) {
    List<Place> here = places.stream().filter(place -> entry(place).equals(entry)).toList();
    if (here.isEmpty()) {
      return bytes;
    }
    ClassModel model = format.parse(bytes);
    here.stream().filter(place -> place.occurrences(model) > 0).forEach(found::add);
    ClassTransform all =
        (builder, element) -> {
          if (element instanceof MethodModel method
              && here.stream().anyMatch(place -> place.isIn(method))) {
            List<Place> inMethod = here.stream().filter(place -> place.isIn(method)).toList();
            builder.transformMethod(method, MethodTransform.transformingCode(new Calls(inMethod)));
          } else {
            builder.with(element);
          }
        };
    return format.transformClass(model, all);
  }

  private record Calls(List<Place> places) implements CodeTransform {
    @Override
    public void atStart(CodeBuilder builder) {
      places.stream().filter(Place::isAtStart).forEach(place -> call(builder, place));
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      List<Place> here = places.stream().filter(place -> place.isAt(element)).toList();
      // A method's own end is a place before its return.
      here.stream()
          .filter(place -> place.before() || place.callee().isEmpty())
          .forEach(place -> call(builder, place));
      builder.with(element);
      here.stream()
          .filter(place -> !place.before() && !place.callee().isEmpty())
          .forEach(place -> call(builder, place));
    }

    private static void call(CodeBuilder builder, Place place) {
      builder.ldc(place.text()).invokestatic(SWITCH, "at", AT);
    }
  }
}
