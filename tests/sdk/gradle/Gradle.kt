/** As much of Gradle's Kotlin DSL as says what build files ask for: module, configuration and notation. */
class Dependencies(private val module: String) {
    fun api(notation: Any) = say("api", notation)

    fun implementation(notation: Any) = say("implementation", notation)

    fun runtimeOnly(notation: Any) = say("runtimeOnly", notation)

    fun testImplementation(notation: Any) = say("testImplementation", notation)

    fun project(path: String) = path

    private fun say(configuration: String, notation: Any) = println("$module\t$configuration\t$notation")
}

class Plugins {
    fun alias(plugin: Any) = plugin

    fun id(name: String) = name

    fun kotlin(name: String) = name
}

class Kotlin {
    fun jvmToolchain(version: Int) = version
}

class Project(private val name: String) {
    fun plugins(asked: Plugins.() -> Unit) = Plugins().asked()

    fun kotlin(asked: Kotlin.() -> Unit) = Kotlin().asked()

    fun dependencies(asked: Dependencies.() -> Unit) = Dependencies(name).asked()
}

open class Accessor(private val coordinates: String) {
    override fun toString() = coordinates
}
