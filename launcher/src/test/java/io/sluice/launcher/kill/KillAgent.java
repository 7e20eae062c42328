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
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Puts a call of {@link KillSwitch#at} at every place of a list. */
public final class KillAgent implements ClassFileTransformer {
  private static final ClassDesc SWITCH = ClassDesc.of(KillSwitch.class.getName());
  private static final MethodTypeDesc AT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

  private final List<Place> places;

  private KillAgent(List<Place> places) {
    this.places = places;
  }

  /**
   * Entry of the agent.
   *
   * @param list the places, with commas between them
   */
  public static void premain(String list, Instrumentation instrumentation) {
    instrumentation.addTransformer(
        new KillAgent(Stream.of(list.split(",")).map(Place::of).toList()));
  }

  /** Writes the agent's jar. The JVM puts it on its class path, where the code finds the switch. */
  public static Path jar(Path folder) throws IOException {
    Path jar = folder.resolve("kill-agent.jar");
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Premain-Class", KillAgent.class.getName());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type : List.of(KillAgent.class, Calls.class, KillSwitch.class, Place.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = KillAgent.class.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(out);
        }
      }
    }
    return jar;
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> known, ProtectionDomain domain, byte[] bytes) {
    List<Place> here = places.stream().filter(p -> p.internalName().equals(name)).toList();
    if (here.isEmpty()) {
      return null;
    }
    try {
      return transformed(loader, here, bytes);
    } catch (RuntimeException | Error e) {
      e.printStackTrace(); // the JVM would go on without a word, and without the place
      throw e;
    }
  }

  private static byte[] transformed(ClassLoader loader, List<Place> here, byte[] bytes) {
    ClassHierarchyResolver types =
        ClassHierarchyResolver.ofResourceParsing(loader)
            .orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(types));
    ClassModel model = file.parse(bytes);
    ClassTransform all =
        (builder, element) -> {
          if (element instanceof MethodModel method
              && here.stream().anyMatch(p -> p.isIn(method))) {
            List<Place> inMethod = here.stream().filter(p -> p.isIn(method)).toList();
            builder.transformMethod(method, MethodTransform.transformingCode(new Calls(inMethod)));
          } else {
            builder.with(element);
          }
        };
    return file.transformClass(model, all);
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
