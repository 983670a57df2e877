// Runs build files in Groovy with as much of Gradle as says what they ask for: module, configuration and notation.
// Arguments: for each library of the catalog `accessor=coordinates`, for each file `module:path`.
class Accessor {
  Map<String, String> libraries
  String name

  Object propertyMissing(String part) { new Accessor(libraries: libraries, name: name ? "${name}.${part}" : part) }

  String toString() { libraries.getOrDefault(name, name) }
}

class Dependencies {
  String module
  Object script

  Object project(String path) { path }

  Object propertyMissing(String name) { script.getProperty(name) }

  void methodMissing(String configuration, Object given) {
    println([module, configuration, given.first()].join('\t'))
  }
}

class Anything {
  Object propertyMissing(String name) { this }

  Object methodMissing(String name, Object given) { this }
}

abstract class Build extends Script {
  Object getExt() { binding.variables }

  void dependencies(Closure asked) { call(asked, new Dependencies(module: binding.variables['module'], script: this)) }

  void plugins(Closure asked) { call(asked, new Anything()) }

  void repositories(Closure asked) { call(asked, new Anything()) }

  void kotlin(Closure asked) { call(asked, new Anything()) }

  private static void call(Closure asked, Object delegate) {
    asked.delegate = delegate
    asked.resolveStrategy = Closure.DELEGATE_FIRST
    asked.call()
  }
}

def libraries = args.findAll { it.contains('=') }.collectEntries { it.split('=', 2).toList() }
def settings = new org.codehaus.groovy.control.CompilerConfiguration(scriptBaseClass: Build.name)
for (each in args.findAll { !it.contains('=') }) {
  def (module, path) = each.split(':', 2).toList()
  def known = new Binding(libs: new Accessor(libraries: libraries, name: ''), module: module)
  new GroovyShell(this.class.classLoader, known, settings).evaluate(new File(path))
}
