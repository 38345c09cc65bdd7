def first():
    return 1


def function_0():
    return 0


def function_1():
    return 1


def function_2():
    return 2


def function_3():
    return 3


def function_4():
    return 4


def function_5():
    return 5


def function_6():
    return 6


def function_7():
    return 7


def function_8():
    return 8


def function_9():
    return 9


def function_10():
    return 10


def function_11():
    return 11


def function_12():
    return 12


def function_13():
    return 13


def function_14():
    return 14


def function_15():
    return 15


def function_16():
    return 16


def function_17():
    return 17


def function_18():
    return 18


def function_19():
    return 19


def function_20():
    return 20


def function_21():
    return 21


def function_22():
    return 22


def function_23():
    return 23


def function_24():
    return 24


def function_25():
    return 25


def function_26():
    return 26


def function_27():
    return 27


def function_28():
    return 28


def function_29():
    return 29


def function_30():
    return 30


def function_31():
    return 31


def function_32():
    return 32


def function_33():
    return 33


def function_34():
    return 34


def function_35():
    return 35


def function_36():
    return 36


def function_37():
    return 37


def function_38():
    return 38


def function_39():
    return 39


def function_40():
    return 40


def function_41():
    return 41


def function_42():
    return 42


def function_43():
    return 43


def function_44():
    return 44


def function_45():
    return 45


def function_46():
    return 46


def function_47():
    return 47


def function_48():
    return 48


def function_49():
    return 49


def function_50():
    return 50


def function_51():
    return 51


def function_52():
    return 52


def function_53():
    return 53


def function_54():
    return 54


def function_55():
    return 55


def function_56():
    return 56


def function_57():
    return 57


def function_58():
    return 58


def function_59():
    return 59


def function_60():
    return 60


def function_61():
    return 61


def function_62():
    return 62


def function_63():
    return 63


def function_64():
    return 64


def function_65():
    return 65


def function_66():
    return 66


def function_67():
    return 67


def function_68():
    return 68


def function_69():
    return 69


def function_70():
    return 70


def function_71():
    return 71


def function_72():
    return 72


def function_73():
    return 73


def function_74():
    return 74


def function_75():
    return 75


def function_76():
    return 76


def function_77():
    return 77


def function_78():
    return 78


def function_79():
    return 79


def function_80():
    return 80


def function_81():
    return 81


def function_82():
    return 82


def function_83():
    return 83


def function_84():
    return 84


def function_85():
    return 85


def function_86():
    return 86


def function_87():
    return 87


def function_88():
    return 88


def function_89():
    return 89


def function_90():
    return 90


def function_91():
    return 91


def function_92():
    return 92


def function_93():
    return 93


def function_94():
    return 94


def function_95():
    return 95


def function_96():
    return 96


def function_97():
    return 97


def function_98():
    return 98


def function_99():
    return 99


def function_100():
    return 100


def function_101():
    return 101


def function_102():
    return 102


def function_103():
    return 103


def function_104():
    return 104


def function_105():
    return 105


def function_106():
    return 106


def function_107():
    return 107


def function_108():
    return 108


def function_109():
    return 109


def function_110():
    return 110


def function_111():
    return 111


def function_112():
    return 112


def function_113():
    return 113


def function_114():
    return 114


def function_115():
    return 115


def function_116():
    return 116


def function_117():
    return 117


def function_118():
    return 118


def function_119():
    return 119


def function_120():
    return 120


def function_121():
    return 121


def function_122():
    return 122


def function_123():
    return 123


def function_124():
    return 124


def function_125():
    return 125


def function_126():
    return 126


def function_127():
    return 127


def function_128():
    return 128


def function_129():
    return 129


def function_130():
    return 130


def function_131():
    return 131


def function_132():
    return 132


def function_133():
    return 133


def function_134():
    return 134


def function_135():
    return 135


def function_136():
    return 136


def function_137():
    return 137


def function_138():
    return 138


def function_139():
    return 139


def function_140():
    return 140


def function_141():
    return 141


def function_142():
    return 142


def function_143():
    return 143


def function_144():
    return 144


def function_145():
    return 145


def function_146():
    return 146


def function_147():
    return 147


def function_148():
    return 148


def function_149():
    return 149


def function_150():
    return 150


def function_151():
    return 151


def function_152():
    return 152


def function_153():
    return 153


def function_154():
    return 154


def function_155():
    return 155


def function_156():
    return 156


def function_157():
    return 157


def function_158():
    return 158


def function_159():
    return 159


def function_160():
    return 160


def function_161():
    return 161


def function_162():
    return 162


def function_163():
    return 163


def function_164():
    return 164


def function_165():
    return 165


def function_166():
    return 166


def function_167():
    return 167


def function_168():
    return 168


def function_169():
    return 169


def function_170():
    return 170


def function_171():
    return 171


def function_172():
    return 172


def function_173():
    return 173


def function_174():
    return 174


def function_175():
    return 175


def function_176():
    return 176


def function_177():
    return 177


def function_178():
    return 178


def function_179():
    return 179


def function_180():
    return 180


def function_181():
    return 181


def function_182():
    return 182


def function_183():
    return 183


def function_184():
    return 184


def function_185():
    return 185


def function_186():
    return 186


def function_187():
    return 187


def function_188():
    return 188


def function_189():
    return 189


def function_190():
    return 190


def function_191():
    return 191


def function_192():
    return 192


def function_193():
    return 193


def function_194():
    return 194


def function_195():
    return 195


def function_196():
    return 196


def function_197():
    return 197


def function_198():
    return 198


def function_199():
    return 199


def function_200():
    return 200


def function_201():
    return 201


def function_202():
    return 202


def function_203():
    return 203


def function_204():
    return 204


def function_205():
    return 205


def function_206():
    return 206


def function_207():
    return 207


def function_208():
    return 208


def function_209():
    return 209


def function_210():
    return 210


def function_211():
    return 211


def function_212():
    return 212


def function_213():
    return 213


def function_214():
    return 214


def function_215():
    return 215


def function_216():
    return 216


def function_217():
    return 217


def function_218():
    return 218


def function_219():
    return 219


def function_220():
    return 220


def function_221():
    return 221


def function_222():
    return 222


def function_223():
    return 223


def function_224():
    return 224


def function_225():
    return 225


def function_226():
    return 226


def function_227():
    return 227


def function_228():
    return 228


def function_229():
    return 229


def function_230():
    return 230


def function_231():
    return 231


def function_232():
    return 232


def function_233():
    return 233


def function_234():
    return 234


def function_235():
    return 235


def function_236():
    return 236


def function_237():
    return 237


def function_238():
    return 238


def function_239():
    return 239


def function_240():
    return 240


def function_241():
    return 241


def function_242():
    return 242


def function_243():
    return 243


def function_244():
    return 244


def function_245():
    return 245


def function_246():
    return 246


def function_247():
    return 247


def function_248():
    return 248


def function_249():
    return 249


def function_250():
    return 250


def function_251():
    return 251


def function_252():
    return 252


def function_253():
    return 253


def function_254():
    return 254


def function_255():
    return 255


def function_256():
    return 256


def function_257():
    return 257


def function_258():
    return 258


def function_259():
    return 259


def function_260():
    return 260


def function_261():
    return 261


def function_262():
    return 262


def function_263():
    return 263


def function_264():
    return 264


def function_265():
    return 265


def function_266():
    return 266


def function_267():
    return 267


def function_268():
    return 268


def function_269():
    return 269


def function_270():
    return 270


def function_271():
    return 271


def function_272():
    return 272


def function_273():
    return 273


def function_274():
    return 274


def function_275():
    return 275


def function_276():
    return 276


def function_277():
    return 277


def function_278():
    return 278


def function_279():
    return 279


def function_280():
    return 280


def function_281():
    return 281


def function_282():
    return 282


def function_283():
    return 283


def function_284():
    return 284


def function_285():
    return 285


def function_286():
    return 286


def function_287():
    return 287


def function_288():
    return 288


def function_289():
    return 289


def function_290():
    return 290


def function_291():
    return 291


def function_292():
    return 292


def function_293():
    return 293


def function_294():
    return 294


def function_295():
    return 295


def function_296():
    return 296


def function_297():
    return 297


def function_298():
    return 298


def function_299():
    return 299


VALUE = 1


def last():
    return 1
