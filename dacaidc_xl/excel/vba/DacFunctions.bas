Attribute VB_Name = "DacFunctions"
Option Explicit

' The worksheet functions. Generated from the function registry of dacaidc_xl: do not edit.
' Nothing here is volatile: a cell asks Python only when something that it refers to changes.

Private Const CATEGORY As String = "DAC"
Private Const NO_CELLS_ON_MAC As String = _
    "#DAC! functions in cells need Excel for Windows; on a Mac use the buttons or dacaidc-xl batch"

Private failedAt As Date
Private failedText As String

Public Sub Auto_Open()
    ' Help for the function wizard, once Excel is idle: while it starts it may refuse it.
    On Error Resume Next
    Application.OnTime Now, Here("DacFunctions.DescribeFunctions")
End Sub

Private Function Here(ByVal procedure As String) As String
    Here = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & procedure
End Function

Private Sub Describe(ByVal functionName As String, ByVal text As String, ParamArray texts() As Variant)
    Dim argumentTexts As Variant
    ' Excel may refuse, for instance while no workbook is visible: then there is no help.
    On Error Resume Next
    argumentTexts = texts
    Application.MacroOptions Macro:=Here(functionName), _
        Description:=text, Category:=CATEGORY, ArgumentDescriptions:=argumentTexts
End Sub

Private Function FailureOfLate() As String
    ' A Python that cannot be started is not tried again by every cell of a sheet.
    If failedText <> "" And Now - failedAt < TimeSerial(0, 1, 0) Then FailureOfLate = failedText
End Function

Private Function Failure(ByVal number As Long, ByVal description As String) As String
    Dim lines As Variant, position As Long, words As String
    Select Case number
        Case 1, 48, 53
            words = "no Python with xlwings " & XLWINGS_VERSION & " was found"
        Case Else
            ' The last line of a Python traceback is the one that says what went wrong.
            lines = Split(Replace(description, vbCr, ""), vbLf)
            For position = 0 To UBound(lines)
                If Trim(lines(position)) <> "" Then words = Trim(lines(position))
            Next position
            words = Left(words, 200)
    End Select
    Failure = "#DAC! Python does not answer: " & words & _
        "; run dacaidc-xl excel doctor in a command window"
    If number = 1 Or number = 48 Or number = 53 Or number = 1000 Then
        failedAt = Now
        failedText = Failure
    End If
End Function

